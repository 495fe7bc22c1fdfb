const PYTHON = /^(?:\/usr\/(?:local\/)?bin\/|\/bin\/)?python(?:[23](?:\.\d+)?)?$/;

/** Whether a word, as the program of a command, is the Python of an image: wherever it stands, it becomes that of the environment. */
export function isPython(word: string | undefined): boolean {
  return PYTHON.test(word ?? '');
}
