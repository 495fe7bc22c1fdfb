import { expandReferences, literal } from '../../lib/engine/references';

const variables = { DATA_PATH: '/data/', EMPTY: '', PRICE: '$5 and $(EMPTY)' };

test.each([
  ['$(DATA_PATH)rows.csv', '/data/rows.csv'],
  ['--from=$(DATA_PATH) --to=$(EMPTY)', '--from=/data/ --to='],
  // What a variable holds is not read once more.
  ['$(PRICE)', '$5 and $(EMPTY)'],
  // What names no variable stays, what a shell would read too.
  ['$(NOBODY) $HOME ${HOME} $(', '$(NOBODY) $HOME ${HOME} $('],
  ['$$(DATA_PATH) costs $$5', '$(DATA_PATH) costs $5'],
  ['$(toString)', '$(toString)'],
])('%s is read as %s', (text, read) => expect(expandReferences(text, variables)).toBe(read));

test.each(['$(DATA_PATH)', '$$', 'a $ b', '$$(x)$'])('%s comes through as it is once it is made literal', (text) => {
  expect(expandReferences(literal(text), variables)).toBe(text);
});
