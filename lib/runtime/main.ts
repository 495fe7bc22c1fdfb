/** One thing that the image can do; it answers with an exit code once it has ended. */
interface Part {
  main(words: readonly string[]): Promise<number>;
}

/**
 * The entry of the image: the first argument names the part.
 *
 * - A part is loaded when it is named, so that an init container that makes three directories does not load the runtime.
 */
const PARTS: Readonly<Record<string, () => Promise<Part>>> = {
  runtime: () => import('./runtime-process.js'),
  gateway: () => import('../gateway/main.js'),
  directories: () => import('./store/directories.js'),
  'copy-data': () => import('./store/copy-data.js'),
  sweep: () => import('./store/sweep.js'),
};

async function start([name = 'runtime', ...words]: readonly string[]): Promise<number> {
  const load = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
  if (load !== undefined) return (await load()).main(words);
  process.stderr.write(`myelin: there is no ${name} in this image, but ${Object.keys(PARTS).join(', ')}\n`);
  return 2;
}

start(process.argv.slice(2)).then(
  (code) => void (process.exitCode = code),
  (fault: unknown) => {
    console.error(fault);
    process.exitCode = 1;
  },
);
