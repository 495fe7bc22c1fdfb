import { diagnose, HEADER } from '../diagnose';

test('a task that is not defined', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: train}}
    - {name: Serve, deploy: {image: serve}}
  sensors:
    - name: start
      tasks:
        - trainer: {task: Trian}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:12:27 error MYL1101 spec.sensors[0].tasks[0].trainer.task unknown task Trian
    11 |       tasks:
  > 12 |         - trainer: {task: Trian}
       |                           ^^^^^
    13 |
  hint: did you mean Train
1 error`);
});

test('an artifact that is not defined', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {imageBuild: {repositoryName: t, artifact: code, dockerfile: {path: Dockerfile}}}}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:7:71 error MYL1101 spec.tasks[0].train.imageBuild.artifact unknown artifact code
    6 |   tasks:
  > 7 |     - {name: Train, train: {imageBuild: {repositoryName: t, artifact: code, dockerfile: {path: Dockerfile}}}}
      |                                                                       ^^^^
    8 |
  hint: no artifact is defined
1 error`);
});

test('a parameter that is not declared', () => {
  const axon = `${HEADER}
  parameters:
    - {name: registry, value: here}
  tasks:
    - {name: Train, train: {image: '{{workflow.parameters.regitsry}}/x'}}
  sensors:
    - {name: s, tasks: [{trainer: {task: Train}}]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:9:36 error MYL1102 spec.tasks[0].train.image the parameter regitsry is not declared
     8 |   tasks:
  >  9 |     - {name: Train, train: {image: '{{workflow.parameters.regitsry}}/x'}}
       |                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    10 |   sensors:
  hint: did you mean registry
1 error`);
});

test('a task without an image', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {command: [python]}}
  sensors:
    - {name: s, tasks: [{trainer: {task: Train}}]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:7:21 error MYL1103 spec.tasks[0].train the train task Train has neither image nor imageBuild
    6 |   tasks:
  > 7 |     - {name: Train, train: {command: [python]}}
      |                     ^^^^^
    8 |   sensors:
  hint: add image, or imageBuild with a dockerfile or s2i
1 error`);
});

test('a build of nothing', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {imageBuild: {repositoryName: t}}}
  sensors:
    - {name: s, tasks: [{trainer: {task: Train}}]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:7:29 error MYL1104 spec.tasks[0].train.imageBuild the build of t has neither dockerfile nor s2i
    6 |   tasks:
  > 7 |     - {name: Train, train: {imageBuild: {repositoryName: t}}}
      |                             ^^^^^^^^^^
    8 |   sensors:
  hint: add dockerfile: {path: Dockerfile}, or s2i: {contextDir: ...}
axon.yaml:7:29 warning MYL1111 spec.tasks[0].train.imageBuild the build of Train names no artifact, so there is nothing to build from
    6 |   tasks:
  > 7 |     - {name: Train, train: {imageBuild: {repositoryName: t}}}
      |                             ^^^^^^^^^^
    8 |   sensors:
  hint: add artifact: NAME, and the code of that name to spec.artifacts
1 error, 1 warning`);
});

test('a sensor that runs a deploy task', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: train}}
    - {name: Serve, deploy: {image: serve}}
  sensors:
    - name: start
      tasks:
        - resourceExecutor: {task: Serve}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:12:36 error MYL1105 spec.sensors[0].tasks[0].resourceExecutor.task resourceExecutor starts a task that ends, got Serve, a deploy task
    11 |       tasks:
  > 12 |         - resourceExecutor: {task: Serve}
       |                                    ^^^^^
    13 |
  hint: a deploy task is served by a deployer that names it as a backend
1 error`);
});

test('a trainer of a container task', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Prepare, container: {image: x}}
  sensors:
    - {name: s, tasks: [{trainer: {task: Prepare}}]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:9:42 warning MYL1106 spec.sensors[0].tasks[0].trainer.task trainer starts Prepare, a container task that reports no metrics
     8 |   sensors:
  >  9 |     - {name: s, tasks: [{trainer: {task: Prepare}}]}
       |                                          ^^^^^^^
    10 |
  hint: start it with resourceExecutor, or define it as train
1 warning`);
});

test('a task that nothing starts', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: train}}
    - {name: Serve, deploy: {image: serve}}
  sensors:
    - name: start
      tasks:
        - trainer: {task: Train}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:8:14 warning MYL1107 spec.tasks[1].name no sensor starts the task Serve
    7 |     - {name: Train, train: {image: train}}
  > 8 |     - {name: Serve, deploy: {image: serve}}
      |              ^^^^^
    9 |   sensors:
  hint: name it as the deployer of a backend
1 warning`);
});
