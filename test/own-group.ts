// Read before each test file. A test that has lost its pid must fail: signal 0's and -1's receivers
// are the test run itself and everything of its user, which then stops without a word.
const kill = process.kill.bind(process);
process.kill = (pid, signal) => {
  if (!Number.isSafeInteger(pid) || pid === 0 || pid === -1)
    throw new Error(`This test would signal more than its own processes: kill(${pid}).`);
  return kill(pid, signal);
};
