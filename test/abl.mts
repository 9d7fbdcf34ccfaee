import { Emulator } from '../server/screen/terminal/emulator.ts';
import { Settler } from '../server/screen/transcript/settle.ts';
import { LineEncoder } from '../server/screen/transcript/encode.ts';
import { MemoryLines } from '../server/screen/transcript/memory-lines.ts';
const kinds: Record<string,(i:number)=>string> = {
  ansi: (i)=>`\x1b[90m2026-11-22 19:${i%60|0}:12\x1b[0m \x1b[32mINFO\x1b[0m \x1b[1mtrain\x1b[0m step=${i} loss=\x1b[33m0.${i%9973}\x1b[0m lr=3e-4 tok/s=${(i*7)%9999}\r\n`,
  plain: (i)=>`2026-11-22 19:30:${i%60|0},123 INFO train.py:218 step ${i} loss 0.${i%9973} lr 3.0e-04 grad_norm 1.${i%97} tok/s ${(i*7)%9999}\r\n`,
  seq: (i)=>`${i}\r\n`,
};
function make(kind:string, mb:number){ const out:string[]=[]; let n=0; for(let i=0;n<mb*1e6;i++){const l=kinds[kind]!(i); out.push(l); n+=l.length;} return Buffer.from(out.join('')); }
const cpu=()=>{const u=process.cpuUsage(); return (u.user+u.system)/1000};
const [mode, k]=process.argv.slice(2); const b=make(k!,20);
const res:number[]=[];
for(let r=0;r<6;r++){
  const e=new Emulator({cols:100,rows:30,owner:''});
  let n=0;
  if(mode==='settle') new Settler(e,{line(){n++},beginFrame(){},endFrame(){}});
  if(mode==='noenc'){ (LineEncoder.prototype as any).encode=function(){}; new Settler(e,{line(){n++},beginFrame(){},endFrame(){}}); }
  const c=cpu(); for(let i=0;i<b.length;i+=16384) e.feed(b.subarray(i,i+16384)); res.push(cpu()-c); e.dispose();
}
console.log(mode,k,Math.min(...res).toFixed(0), res.map(x=>x.toFixed(0)).join(' '));
