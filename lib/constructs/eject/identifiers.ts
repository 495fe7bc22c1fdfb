/** Words that cannot be the name of a variable in a module. */
const RESERVED = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof undefined var void while with yield NaN Infinity require module exports
  app chart axon console process global`.split(/\s+/),
);

/**
 * Names of variables, made from names of the language.
 *
 * - The same names in the same order give the same variables; an earlier one keeps the name that a later one wants too.
 */
export class Identifiers {
  private readonly taken = new Set<string>();

  /** @param kind - ends the variable where its own name is taken, such as `Model` */
  make(name: string, kind: string): string {
    const plain = identifier(name);
    const free = (candidate: string) => !RESERVED.has(candidate) && !this.taken.has(candidate);
    const candidates = [plain, `${plain}${kind}`];
    let found = candidates.find(free);
    for (let n = 2; found === undefined; n++) found = [`${plain}${kind}${n}`].find(free);
    this.taken.add(found);
    return found;
  }
}

/** `model-server` as `modelServer`, `TrainModel1` as `trainModel1`. */
export function identifier(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = words.map((word, index) => (index === 0 ? lowerFirst(word) : upperFirst(word))).join('');
  return /^[A-Za-z]/.test(joined) ? joined : `_${joined}`;
}

/** `Train` as `train`, `GBT` as `gbt`, `GBTModel` as `gbtModel`. */
function lowerFirst(word: string): string {
  return word.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+(?![a-z])|^[A-Z]/, (capitals) => capitals.toLowerCase());
}

function upperFirst(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
