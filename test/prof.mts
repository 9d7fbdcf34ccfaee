import { Derivation } from '../server/screen/transcript/derive.ts';
import { LineFiles } from '../server/screen/transcript/line-files.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { Terminal, coreOf } from '../server/screen/terminal/core.ts';
import unicode11 from '@xterm/addon-unicode11';
const kinds: Record<string,(i:number)=>string> = {
  ansi: (i)=>`\x1b[90m2026-11-22 19:${i%60|0}:12\x1b[0m \x1b[32mINFO\x1b[0m \x1b[1mtrain\x1b[0m step=${i} loss=\x1b[33m0.${i%9973}\x1b[0m lr=3e-4 tok/s=${(i*7)%9999}\r\n`,
  plain: (i)=>`2026-11-22 19:30:${i%60|0},123 INFO train.py:218 step ${i} loss 0.${i%9973} lr 3.0e-04 grad_norm 1.${i%97} tok/s ${(i*7)%9999}\r\n`,
  seq: (i)=>`${i}\r\n`,
};
function make(kind:string, mb:number){ const out:string[]=[]; let n=0; for(let i=0;n<mb*1e6;i++){const l=kinds[kind]!(i); out.push(l); n+=l.length;} return Buffer.from(out.join('')); }
function bare(b:Buffer){ const c0=process.cpuUsage(); const t=new Terminal({cols:100,rows:30,scrollback:1000,allowProposedApi:true,logLevel:'off'}); t.loadAddon(new unicode11.Unicode11Addon()); t.unicode.activeVersion='11'; const c=coreOf(t); const s=performance.now(); for(let i=0;i<b.length;i+=16384) c._inputHandler.parse(b.subarray(i,i+16384)); const e=performance.now()-s; {const u=process.cpuUsage(c0); console.log('   bare cpu',((u.user+u.system)/1000).toFixed(0),'wall',e.toFixed(0));} t.dispose(); return e; }
const cpu=()=>{const u=process.cpuUsage(); return (u.user+u.system)/1000};
async function derive(b:Buffer){ const dir=mkdtempSync('/tmp/team/ls/lf-'); const m=await LineFiles.open(dir,[]); const d=new Derivation(m); const s=performance.now(), c=cpu(); for(let i=0;i<b.length;i+=16384) { d.take({kind:'bytes',from:i,bytes:b.subarray(i,i+16384)}); if(i%262144===0){ if(m.pendingBytes>262144) void m.flush(); await new Promise(r=>setImmediate(r)); } } d.settler.flush(); await m.flush(); const e=performance.now()-s; console.log('   derive cpu',(cpu()-c).toFixed(0),'wall',e.toFixed(0)); d.emulator.dispose(); rmSync(dir,{recursive:true}); return e; }
const [mode='both', which='ansi,plain,seq', mb='20'] = process.argv.slice(2);
for (const k of which.split(',')) { const b=make(k,Number(mb)); 
 const B:number[]=[],D:number[]=[];
 for(let r=0;r<4;r++){ if(mode!=='derive')B.push(bare(b)); if(mode!=='bare')D.push(await derive(b)); }
 const min=(x:number[])=>Math.min(...x); console.log(k, 'bare', min(B).toFixed(0), (b.length/1e3/min(B)).toFixed(1)+'MB/s', 'derive', min(D).toFixed(0), (b.length/1e3/min(D)).toFixed(1), 'ratio', (min(B)/min(D)).toFixed(2)); }
