import { fault, faulty, parsed, type Parsed } from './fault';

/**
 * The expression of a match, as one that covers a whole value. What the gateway follows is read here, so that an expression
 * which nobody can follow is told where it is written.
 */
export function parseRegex(source: string): Parsed<RegExp> {
  try {
    // By itself first: the brackets around it would make "a)(b" whole.
    new RegExp(source, 'u');
    return parsed(new RegExp(`^(?:${source})$`, 'u'));
  } catch (error) {
    const { message } = error as Error;
    const reason = message.slice(message.lastIndexOf(': ') + 2).toLowerCase();
    return faulty(
      fault(
        `"${source}" is not a regular expression: ${reason}`,
        0,
        source.length,
        /escape/.test(reason) ? HINT : undefined,
      ),
    );
  }
}

const HINT = 'only these take a backslash to stand for themselves: ^ $ \\ / . * + ? ( ) [ ] { } |';
