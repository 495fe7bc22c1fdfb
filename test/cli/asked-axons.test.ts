import { AskedAxons } from '../../lib/cli/asked-axons';
import type { Ask, ControlClient } from '../../lib/cli/client';

/** Hands that answer with these texts, and what they were asked. */
function hands(answers: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const ask = (path: string, _: Ask = {}) => {
    asked.push(path);
    const text = answers[path];
    if (text === undefined) throw new Error(`nobody answers ${path}`);
    return Promise.resolve({ status: 200, text, json: () => JSON.parse(text) as unknown });
  };
  return { asked, axons: new AskedAxons({ ask } as Partial<ControlClient> as ControlClient) };
}

const LINE = { type: 'Paused', at: 0 };
const journal = [7, 8].map((seq) => JSON.stringify({ seq, ...LINE })).join('\n');

describe('the place of the newest entry', () => {
  test('is said with the state, and no entry is read', async () => {
    const { axons, asked } = hands({ 'axons/digits': '{"seq": 8}' });
    expect(await axons.lastPlace('digits')).toBe(8);
    expect(asked).toEqual(['axons/digits']);
  });

  test('is that of the last entry where hands of an earlier release do not say it', async () => {
    const { axons } = hands({ 'axons/digits': '{}', 'axons/digits/journal?after=0': journal });
    expect(await axons.lastPlace('digits')).toBe(8);
  });

  test('is the beginning where there is none', async () => {
    const { axons } = hands({ 'axons/digits': '{}', 'axons/digits/journal?after=0': '' });
    expect(await axons.lastPlace('digits')).toBe(0);
  });
});
