import { EXIT } from './exit';
import { main, tell } from './main';
import { guardOutput, outputFailed } from './output';

guardOutput();
const words = process.argv.slice(2);
process.on('uncaughtException', (fault) => {
  tell(fault, words.includes('--debug'));
  process.exit(EXIT.refused);
});
process.on('exit', () => {
  if (outputFailed()) process.exitCode ||= EXIT.refused;
});
void main(words).then((code) => {
  process.exitCode = code;
});
