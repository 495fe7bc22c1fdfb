import { diagnoseShort } from '../diagnose';

const HEADER = `\
apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: demo}
spec:`;

test('a value in another form than the one that is wanted is told with how it is written', () => {
  const axon = `${HEADER}
  tasks:
    - {name: A, train: {image: i, args: foo, command: python x.py, env: {A: b}}}
    - {name: B, train: {image: i, args: 'a > b', command: cd x && python y.py, env: {A: 1, B: 2}}}
    - {name: C, train: {image: i, args: --data=$(DATA_PATH), env: [A, B=c], retry: 3}}
    - {name: D, train: {image: i, args: 3, retry: {backoff: 5}, resources: 4Gi}}
    - {name: E, train: {image: i, retry: {backoff: 10s}}}
  desired:
    - {name: api, train: A, deploy: A, prepare: B}
`;
  expect(diagnoseShort(axon)).toBe(`\
axon.yaml:6:41 error MYL1003 spec.tasks[0].train.args expected a list, got "foo"
  hint: write ["foo"]
axon.yaml:6:55 error MYL1003 spec.tasks[0].train.command expected a list, got "python x.py"
  hint: write ["python", "x.py"]
axon.yaml:6:68 error MYL1003 spec.tasks[0].train.env expected a list, got keys and values
  hint: write [{name: "A", value: "b"}]
axon.yaml:7:41 error MYL1003 spec.tasks[1].train.args expected a list, got "a > b"
  hint: write a list of one text each
axon.yaml:7:59 error MYL1003 spec.tasks[1].train.command expected a list, got "cd x && python y.py"
  hint: write ["sh", "-c", ...], if a shell is to read it
axon.yaml:7:80 error MYL1003 spec.tasks[1].train.env expected a list, got keys and values
  hint: write [{name: "A", value: "1"}, ...]
axon.yaml:8:41 error MYL1003 spec.tasks[2].train.args expected a list, got "--data=$(DATA_PATH)"
  hint: write ["--data=$(DATA_PATH)"]
axon.yaml:8:68 error MYL1003 spec.tasks[2].train.env[0] expected keys and values, got "A"
axon.yaml:8:71 error MYL1003 spec.tasks[2].train.env[1] expected keys and values, got "B=c"
  hint: write {name: "B", value: "c"}
axon.yaml:8:84 error MYL1003 spec.tasks[2].train.retry expected keys and values, got 3
  hint: write {limit: 3}
axon.yaml:9:41 error MYL1003 spec.tasks[3].train.args expected a list, got 3
  hint: write ["3"]
axon.yaml:9:61 error MYL1003 spec.tasks[3].train.retry.backoff expected keys and values, got 5
  hint: write {duration: "5s"}
axon.yaml:9:76 error MYL1003 spec.tasks[3].train.resources expected keys and values, got "4Gi"
axon.yaml:10:52 error MYL1003 spec.tasks[4].train.retry.backoff expected keys and values, got "10s"
  hint: write {duration: "10s"}
axon.yaml:12:49 error MYL1003 spec.desired[0].prepare expected a list, got "B"
  hint: write ["B"]
15 errors`);
});

test('a value that is nearly a known one, or that another tool calls so, is told with the one that is meant', () => {
  const axon = `${HEADER}
  tasks:
    - {name: A, train: {image: i, lossMetric: m, lossMetricSelector: maximize}}
    - {name: B, train: {image: i, lossMetric: m, lossMetricSelector: Min}}
    - name: C
      train:
        image: i
        resources: {limits: {memory: 4gi, ephemeral-storage: 4g}, requests: {memory: 512mi}}
        hpTuning:
          optimiser: random
          minBudget: 1
          maxBudget: 3
          params:
            - {type: float, name: a, numerical: {lower: 0, upper: 1}}
            - {type: int, name: b, numerical: {lower: 0, upper: 1}}
  sensors:
    - {name: s, triggers: [{type: Cron, schedule: 0 3 * * *}], tasks: [{trainer: {task: A}}]}
`;
  expect(diagnoseShort(axon)).toBe(`\
axon.yaml:6:70 error MYL1003 spec.tasks[0].train.lossMetricSelector expected one of less, greater, got "maximize"
  hint: did you mean greater
axon.yaml:7:70 error MYL1003 spec.tasks[1].train.lossMetricSelector expected one of less, greater, got "Min"
  hint: did you mean less
axon.yaml:11:38 error MYL1003 spec.tasks[2].train.resources.limits.memory expected a quantity such as 500m, 2 or 1.5Gi, got "4gi"
  hint: did you mean 4Gi
axon.yaml:11:62 error MYL1003 spec.tasks[2].train.resources.limits.ephemeral-storage expected a quantity such as 500m, 2 or 1.5Gi, got "4g"
  hint: did you mean 4G
axon.yaml:11:86 error MYL1003 spec.tasks[2].train.resources.requests.memory expected a quantity such as 500m, 2 or 1.5Gi, got "512mi"
  hint: did you mean 512Mi
axon.yaml:13:22 error MYL1003 spec.tasks[2].train.hpTuning.optimiser expected one of HyperBand, BOHB, RandomSearch, ASHA, TPE, Grid, Auto, got "random"
  hint: did you mean RandomSearch
axon.yaml:17:22 error MYL1003 spec.tasks[2].train.hpTuning.params[0].type expected one of UniformFloat, UniformInteger, Categorical, got "float"
  hint: did you mean UniformFloat
axon.yaml:18:22 error MYL1003 spec.tasks[2].train.hpTuning.params[1].type expected one of UniformFloat, UniformInteger, Categorical, got "int"
  hint: did you mean UniformInteger
axon.yaml:20:35 error MYL1003 spec.sensors[0].triggers[0].type expected one of Rest, Lifecycle, Alert, Calendar, got "Cron"
  hint: did you mean Calendar
9 errors`);
});

test('waits that would grow shorter are an error', () => {
  const axon = `${HEADER}
  tasks:
    - {name: A, train: {image: i, retry: {limit: 2, backoff: {factor: 0}}}}
    - {name: B, train: {image: i, retry: {limit: 2, backoff: {factor: .inf}}}}
    - {name: C, train: {image: i, retry: {limit: 2, backoff: {factor: '1.5'}}}}
  sensors: [{name: s, tasks: [{trainer: {task: C}}]}]
`;
  expect(diagnoseShort(axon)).toBe(`\
axon.yaml:6:71 error MYL1003 spec.tasks[0].train.retry.backoff.factor expected a factor of 1 or more, got 0
axon.yaml:7:71 error MYL1003 spec.tasks[1].train.retry.backoff.factor expected a number, got Infinity
2 errors`);
});

test('a wanted number within quotes, or as a percentage, is told with the number', () => {
  const axon = `${HEADER}
  tasks:
    - {name: A, train: {image: i}}
    - {name: B, deploy: {image: i}}
  desired:
    - {name: api, train: A, deploy: B, state: {accuracy: ">= '0.95'", f1: '> 95%', loss: '< low'}}
`;
  expect(diagnoseShort(axon)).toBe(`\
axon.yaml:9:58 error MYL1505 spec.desired[0].state.accuracy "'0.95'" is not a number
  hint: did you mean ">= 0.95"
axon.yaml:9:75 error MYL1505 spec.desired[0].state.f1 "95%" is not a number
  hint: did you mean "> 0.95"
axon.yaml:9:90 error MYL1505 spec.desired[0].state.loss "low" is not a number
  hint: for example ">= 0.95"
3 errors`);
});
