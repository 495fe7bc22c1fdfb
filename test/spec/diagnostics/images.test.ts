import { checkTunedImages } from '../../../lib/spec/check/tuned-images';
import { dockerInstructions } from '../../../lib/spec/lang/dockerfile';
import { loadAxons, placeIssues } from '../../../lib/spec/load';
import { renderIssues } from '../../../lib/spec/render';
import { HEADER } from '../diagnose';

const axon = (more = '', build = 'buildLocation: /src/train, dockerfile: {path: Dockerfile}') => `${HEADER}
  artifacts: [{name: source, path: /src, local: {path: ./code}}]
  tasks:
    - name: Train
      train:
        imageBuild: {repositoryName: t, artifact: source, ${build}}
        metrics: [{name: loss}]
        lossMetric: loss
        hpTuning: {minBudget: 1, maxBudget: 3, params: [{name: x, type: UniformFloat, numerical: {lower: 0, upper: 1}}]}
${more}`;

function told(dockerfile: string, text = axon()): string {
  const [loaded] = loadAxons(text, { file: 'axon.yaml' }).axons;
  if (loaded?.axon === undefined) throw new Error('the axon does not load');
  const read = (file: string) => (file === 'code/train/Dockerfile' ? dockerInstructions(dockerfile) : undefined);
  return renderIssues(placeIssues(checkTunedImages(loaded.axon, read), loaded), {
    sources: new Map([['axon.yaml', text]]),
  });
}

test('an image of a tuned training that has only a CMD', () => {
  expect(told('FROM python:3.12\nCMD ["python", "train.py"]\n')).toBe(`\
axon.yaml:10:86 error MYL1405 spec.tasks[0].train.imageBuild.dockerfile code/train/Dockerfile has only a CMD, so the image of Train cannot take the arguments of a trial
     9 |       train:
  > 10 |         imageBuild: {repositoryName: t, artifact: source, buildLocation: /src/train, dockerfile: {path: Dockerfile}}
       |                                                                                      ^^^^^^^^^^
    11 |         metrics: [{name: loss}]
  hint: give it an ENTRYPOINT such as ["python", "train.py"], or the task a command
1 error`);
});

test('an ENTRYPOINT in shell form, which never sees its arguments', () => {
  expect(told('FROM python:3.12\nENTRYPOINT python train.py\n')).toMatch(
    /^axon.yaml:10:86 error MYL1405 \S+ code\/train\/Dockerfile has its ENTRYPOINT in shell form, so the image of Train /,
  );
});

test.each<[name: string, dockerfile: string, text?: string]>([
  ['an ENTRYPOINT', 'FROM python:3.12\nENTRYPOINT ["python", "train.py"]\nCMD ["--help"]\n'],
  ['an ENTRYPOINT in the last stage', 'FROM a AS x\nCMD ["a"]\nFROM b\nENTRYPOINT ["b"]\n'],
  ['a base image that may have one', 'FROM trainer:1\n'],
  ['a task with a command', 'FROM a\nCMD ["a"]\n', axon('        command: [python, train.py]\n')],
  [
    'a Dockerfile that is somewhere else',
    'FROM a\nCMD ["a"]\n',
    axon('', 'buildLocation: /src, dockerfile: {path: Dockerfile}'),
  ],
  ['a build without a Dockerfile', 'FROM a\nCMD ["a"]\n', axon('', 's2i: {contextDir: .}')],
])('%s is no fault', (_, ...[dockerfile, text]) => {
  expect(told(dockerfile, text)).toBe('');
});
