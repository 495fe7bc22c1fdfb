import { loadAxons } from '../../../lib/spec/load';
import { diagnose, HEADER } from '../diagnose';

test('a tab in the indentation', () => {
  const axon = `apiVersion: myelin.io/v1alpha1
spec:
	tasks: []
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:3:1 error MYL1002 a tab is used to indent
    2 | spec:
  > 3 | 	tasks: []
      | ^
    4 |
  hint: indent with spaces
1 error`);
});

test('a placeholder without quotes is a key that is no text', () => {
  const axon = `${HEADER}
  tasks:
    - name: Train
      train:
        image: {{workflow.parameters.image}}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:9:17 error MYL1002 spec.tasks[0].train.image a key is not text
     8 |       train:
  >  9 |         image: {{workflow.parameters.image}}
       |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^
    10 |
  hint: put {{...}} in quotes, braces mean keys and values
1 error`);
});

test('a list where text is wanted, and a word where a number is wanted', () => {
  const axon = `${HEADER}
  tasks:
    - name: Train
      train:
        image: [a]
        retry: {limit: two}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:9:9 error MYL1003 spec.tasks[0].train.image expected text, got a list
     8 |       train:
  >  9 |         image: [a]
       |         ^^^^^
    10 |         retry: {limit: two}
axon.yaml:10:24 error MYL1003 spec.tasks[0].train.retry.limit expected a number, got "two"
     9 |         image: [a]
  > 10 |         retry: {limit: two}
       |                        ^^^
    11 |
2 errors`);
});

test('a choice that does not exist', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Serve, deploy: {image: x, endpointRestType: Multpart}}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:7:58 error MYL1003 spec.tasks[0].deploy.endpointRestType expected one of Multipart, Json, V2, got "Multpart"
    6 |   tasks:
  > 7 |     - {name: Serve, deploy: {image: x, endpointRestType: Multpart}}
      |                                                          ^^^^^^^^
    8 |
  hint: did you mean Multipart
1 error`);
});

test('a key that is spelled wrong', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: train}}
    - {name: Serve, deploy: {image: serve}}
  sensors:
    - name: start
      tasks:
        - trainer: {task: Train}
      triger: []
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:8:14 warning MYL1107 spec.tasks[1].name no sensor starts the task Serve
    7 |     - {name: Train, train: {image: train}}
  > 8 |     - {name: Serve, deploy: {image: serve}}
      |              ^^^^^
    9 |   sensors:
  hint: name it as the deployer of a backend
axon.yaml:13:7 error MYL1014 spec.sensors[0].triger unknown key triger
    12 |         - trainer: {task: Train}
  > 13 |       triger: []
       |       ^^^^^^
    14 |
  hint: did you mean triggers
1 error, 1 warning`);
});

test('a key at the wrong level', () => {
  const axon = `${HEADER}
  lossMetric: accuracy
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:6:3 warning MYL1004 spec.lossMetric unknown key lossMetric
    5 | spec:
  > 6 |   lossMetric: accuracy
      |   ^^^^^^^^^^
    7 |
  hint: lossMetric belongs to spec.tasks[].train
1 warning`);
});

test('a required key that is missing', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: train}}
    - {name: Serve, deploy: {image: serve}}
  sensors:
    - name: start
      tasks:
        - trainer: {}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:12:11 error MYL1005 spec.sensors[0].tasks[0].trainer.task task is missing, expected text
    11 |       tasks:
  > 12 |         - trainer: {}
       |           ^^^^^^^
    13 |
1 error`);
});

test('a required key that is spelled wrong is one fault', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: train}}
  sensors:
    - name: start
      tasks:
        - trainer: {tsk: Train}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:11:26 error MYL1005 spec.sensors[0].tasks[0].trainer.tsk task is missing, expected text, got the unknown key tsk
    10 |       tasks:
  > 11 |         - trainer: {tsk: Train}
       |                          ^^^^^
    12 |
  hint: did you mean task
1 error`);
});

test('a task of no kind', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, trian: {image: x}}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:7:21 error MYL1006 spec.tasks[0].trian expected one of container, train, deploy, spark, got the unknown key trian
    6 |   tasks:
  > 7 |     - {name: Train, trian: {image: x}}
      |                     ^^^^^
    8 |
  hint: did you mean train
1 error`);
});

test('a trigger whose auth names no secret, so that nobody could call it', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: x}}
  sensors:
    - {name: go, triggers: [{name: call, type: Rest, auth: {}}], tasks: [{trainer: {task: Train}}]}
`;
  expect(diagnose(axon)).toContain('MYL1006 spec.sensors[0].triggers[0].auth expected one of token, hmac');
});

test('a task of two kinds', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: x}, container: {image: x}}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:7:7 error MYL1006 spec.tasks[0] expected only one of container, train
    6 |   tasks:
  > 7 |     - {name: Train, train: {image: x}, container: {image: x}}
      |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    8 |
1 error`);
});

test('a store that is both a volume and a claim', () => {
  const axon = `${HEADER}
  volumeClaimTemplate: {metadata: {name: store}}
  volume: {name: store, nfs: {server: files, path: /}}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:7:3 error MYL1006 spec.volume expected only one of volumeClaimTemplate, volume
    6 |   volumeClaimTemplate: {metadata: {name: store}}
  > 7 |   volume: {name: store, nfs: {server: files, path: /}}
      |   ^^^^^^
    8 |
  hint: an axon has one store, remove one of them
1 error`);
});

test('addresses and ports that no network has', () => {
  const axon = `${HEADER}
  network: {egress: [{cidr: 10.0.0.0/33, ports: [0, 443]}]}
  tasks:
    - {name: Serve, deploy: {image: x, port: 70000, network: {egress: [{cidr: db.example.com}]}}}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:6:29 error MYL1003 spec.network.egress[0].cidr expected a range of addresses such as 10.0.0.0/8, got "10.0.0.0/33"
    5 | spec:
  > 6 |   network: {egress: [{cidr: 10.0.0.0/33, ports: [0, 443]}]}
      |                             ^^^^^^^^^^^
    7 |   tasks:
axon.yaml:6:50 error MYL1003 spec.network.egress[0].ports[0] expected a port, a whole number from 1 to 65535, got 0
    5 | spec:
  > 6 |   network: {egress: [{cidr: 10.0.0.0/33, ports: [0, 443]}]}
      |                                                  ^
    7 |   tasks:
axon.yaml:8:46 error MYL1003 spec.tasks[0].deploy.port expected a port, a whole number from 1 to 65535, got 70000
    7 |   tasks:
  > 8 |     - {name: Serve, deploy: {image: x, port: 70000, network: {egress: [{cidr: db.example.com}]}}}
      |                                              ^^^^^
    9 |
axon.yaml:8:79 error MYL1003 spec.tasks[0].deploy.network.egress[0].cidr expected a range of addresses such as 10.0.0.0/8, got "db.example.com"
    7 |   tasks:
  > 8 |     - {name: Serve, deploy: {image: x, port: 70000, network: {egress: [{cidr: db.example.com}]}}}
      |                                                                               ^^^^^^^^^^^^^^
    9 |
4 errors`);
});

test('another kind of document', () => {
  const axon = `apiVersion: apps/v1
kind: Deployment
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:2:7 error MYL1007 kind the document is not an axon, got kind "Deployment"
    1 | apiVersion: apps/v1
  > 2 | kind: Deployment
      |       ^^^^^^^^^^
    3 |
  hint: an axon begins with apiVersion: myelin.io/v1alpha1 and kind: Axon
1 error`);
});

test('an axon whose kind is misspelt, of another version', () => {
  expect(diagnose('apiVersion: myelin.io/v1\nkind: axon\n')).toBe(`\
axon.yaml:1:13 error MYL1007 apiVersion this release reads myelin.io/v1alpha1, got apiVersion "myelin.io/v1"
  > 1 | apiVersion: myelin.io/v1
      |             ^^^^^^^^^^^^
    2 | kind: axon
  hint: write apiVersion: myelin.io/v1alpha1
axon.yaml:2:7 error MYL1007 kind the document is not an axon, got kind "axon"
    1 | apiVersion: myelin.io/v1
  > 2 | kind: axon
      |       ^^^^
    3 |
  hint: did you mean Axon
2 errors`);
});

test('a kind that is left empty', () => {
  expect(diagnose('apiVersion: myelin.io/v1alpha1\nkind:\n')).toContain(
    'error MYL1007 kind the document is not an axon, it has no kind\n',
  );
});

test('another version of the language', () => {
  const axon = `apiVersion: myelin.io/v1
kind: Axon
metadata: {name: demo}
spec: {}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:1:13 error MYL1007 apiVersion this release reads myelin.io/v1alpha1, got apiVersion "myelin.io/v1"
  > 1 | apiVersion: myelin.io/v1
      |             ^^^^^^^^^^^^
    2 | kind: Axon
  hint: write apiVersion: myelin.io/v1alpha1
1 error`);
});

test('a key that is written twice', () => {
  const axon = `${HEADER}
  suspend: true
  suspend: false
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:7:3 error MYL1008 spec.suspend the key suspend is written twice
    6 |   suspend: true
  > 7 |   suspend: false
      |   ^^^^^^^
    8 |
  hint: remove or rename one of them
1 error`);
});

test('an alias that stands inside of itself', () => {
  const axon = `${HEADER}
  podPatch: &patch
    again: *patch
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:1:1 error MYL1009 the aliases nest deeper than 100 levels
  > 1 | apiVersion: myelin.io/v1alpha1
      | ^
    2 | kind: Axon
  hint: write out what is meant
1 error`);
});

test('two tasks of one name', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: x}}
    - {name: Train, train: {image: y}}
  sensors:
    - {name: s, tasks: [{trainer: {task: Train}}]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:8:14 error MYL1010 spec.tasks[1].name the task Train is defined twice
    7 |     - {name: Train, train: {image: x}}
  > 8 |     - {name: Train, train: {image: y}}
      |              ^^^^^
    9 |   sensors:
  hint: rename one of them
1 error`);
});

test('two names that become one in Kubernetes', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: train}}
    - {name: train, train: {image: serve}}
  sensors:
    - name: start
      tasks:
        - trainer: {task: Train}
        - trainer: {task: train}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:8:14 error MYL1010 spec.tasks[1].name the names Train and train are both train in Kubernetes
    7 |     - {name: Train, train: {image: train}}
  > 8 |     - {name: train, train: {image: serve}}
      |              ^^^^^
    9 |   sensors:
  hint: rename one of them
1 error`);
});

test('a name with a space', () => {
  const axon = `${HEADER}
  tasks:
    - {name: My Train, train: {image: x}}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:7:14 error MYL1011 spec.tasks[0].name expected letters and digits, with "-", "_" or "." between them, got "My Train"
    6 |   tasks:
  > 7 |     - {name: My Train, train: {image: x}}
      |              ^^^^^^^^
    8 |
1 error`);
});

test('a merge key over what is no mapping is one diagnostic', () => {
  const { axons, issues } = loadAxons('spec:\n  <<: 3\n', { file: 'axon.yaml' });
  expect(axons).toEqual([]);
  expect(issues).toMatchObject([{ code: 'MYL1002', message: 'merge sources must be maps or map aliases' }]);
});
