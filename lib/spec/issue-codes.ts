import type { Severity } from './issue';

interface CodeEntry {
  readonly severity: Severity;
  /** One line for docs/diagnostics.md. */
  readonly title: string;
}

const error = (title: string): CodeEntry => ({ severity: 'error', title });
const warning = (title: string): CodeEntry => ({ severity: 'warning', title });
const info = (title: string): CodeEntry => ({ severity: 'info', title });

/**
 * Every diagnostic that Myelin can give. A code is never reused; the blocks are
 * 10xx reading a document, 11xx references, 12xx sensors and loops, 13xx serving, 14xx tuning, 15xx the small languages,
 * 16xx what a hand cannot run, 20xx building, 30xx running on one machine, 40xx the command line, 50xx Kubernetes objects,
 * 60xx what only a cluster knows.
 */
export const ISSUE_CODES = {
  MYL1001: error('the file cannot be read'),
  MYL1002: error('the text is not YAML'),
  MYL1003: error('a value has the wrong type or is not allowed'),
  MYL1004: warning('an unknown key'),
  MYL1005: error('a required key is missing'),
  MYL1006: error('exactly one of several keys is required'),
  MYL1007: error('the document is not an axon'),
  MYL1008: error('a key is written twice'),
  MYL1009: error('the document is too large or too deep'),
  MYL1010: error('a name is used twice'),
  MYL1011: error('a name that Kubernetes would refuse'),
  MYL1012: error('two objects would have one name'),
  MYL1013: error('a request above its limit'),
  MYL1014: error('a key that is nearly a known one'),
  MYL1015: warning('an amount that nobody means'),

  MYL1101: error('a reference to something that is not defined'),
  MYL1102: error('an unknown parameter'),
  MYL1103: error('a task has no image'),
  MYL1104: error('an image build does not say how to build'),
  MYL1105: error('a reference to a task of the wrong kind'),
  MYL1106: warning('a trainer action starts a task that is not a training'),
  MYL1107: warning('a task that nothing starts'),
  MYL1108: warning('a variable that another one of its name hides'),
  MYL1109: warning('a key of a Spark task that has no effect'),
  MYL1110: warning('pods that are left, and for which the next attempt waits'),
  MYL1111: warning('an image build that names no artifact'),

  MYL1201: warning('a loop without a guard'),
  MYL1202: info('a metric that no task declares'),
  MYL1203: warning('a trigger that never fires'),
  MYL1204: warning('deployed is read without has()'),
  MYL1205: error('actions that wait for each other'),
  MYL1206: error('a limit that contradicts its sensor'),
  MYL1207: warning('a sensor that never fires'),
  MYL1208: warning('a metric that is named nearly like a declared one'),
  MYL1209: warning('a gate that can never hold'),
  MYL1210: warning('a gate over metrics of another task'),
  MYL1211: warning('tasks, and no sensor at all'),

  MYL1301: warning('weights whose sum is not 100'),
  MYL1302: error('weights that are all zero'),
  MYL1303: error('a cycle in a graph of models'),
  MYL1304: error('a graph of models with more than one answer'),
  MYL1305: warning('a model or backend that no request reaches'),
  MYL1306: error('two deployers of one name differ'),
  MYL1307: warning('the best model is asked for, but no metric says which'),
  MYL1308: error('several backends and nothing that shares the traffic'),
  MYL1309: warning('a rule that no request reaches'),
  MYL1310: warning('requests that no rule answers'),
  MYL1311: warning('a shadow that gets nothing'),

  MYL1401: warning('a loss metric that is named like a score'),
  MYL1402: error('the budgets of a search are impossible'),
  MYL1403: error('the search space is impossible'),
  MYL1404: error('a search without a metric to optimise'),
  MYL1405: error('an image that cannot take the arguments of a trial'),

  MYL1501: error('an expression is not CEL'),
  MYL1502: error('a query is not PromQL, or outside what Myelin evaluates'),
  MYL1503: error('a schedule is not a cron expression'),
  MYL1504: error('a duration cannot be read'),
  MYL1505: error('a wanted state cannot be read'),
  MYL1506: error('scaling that cannot be'),
  MYL1507: error('a match is not a regular expression'),

  MYL1601: warning('forEach and approval are not run by this release'),
  MYL1602: warning('progressive rollouts are not run by this release'),
  MYL1603: warning('gates on latency and availability are not run by this release'),
  MYL1604: warning('sticky sessions are not run by this release'),
  MYL1605: warning('bandits are not run by this release'),
  MYL1606: warning('comparing shadows is not run by this release'),
  MYL1607: warning('only nodes of the kind model are run by this release'),
  MYL1608: warning('node policies are not run by this release'),
  MYL1609: warning('endpoints other than REST with Multipart or Json are not run by this release'),
  MYL1610: warning('optimisers other than HyperBand and RandomSearch are not run by this release'),
  MYL1611: warning('warm starts and cost limits are not run by this release'),
  MYL1621: info('Spark tasks run only in a cluster'),
  MYL1622: info('TFJobs run only in a cluster'),
  MYL1623: info('distributed trainings run only in a cluster'),

  MYL2001: error('the files of a build are not there'),
  MYL2002: error('a part of a Dockerfile that cannot be followed on this machine'),
  MYL2003: warning('a base image whose contents this machine does not have'),
  MYL2004: error('a requirements file cannot be read'),
  MYL2005: error('pip could not install the requirements'),
  MYL2006: error('no Python interpreter'),
  MYL2007: error('an s2i folder that names no model class'),
  MYL2008: error('a build that says nothing to run'),
  MYL2009: info('a Dockerfile names another version of Python'),
  MYL2010: error('the store of builds cannot be written'),
  MYL2011: warning('a local folder or file that is named and not there'),

  MYL4001: error('two tasks build one image from different things'),
  MYL4002: error('an image could not be built or pushed'),
  MYL4003: error('the image lock cannot be read'),

  MYL5001: warning('an image that has not been built'),
  MYL5002: warning('a store that only one node can mount'),
  MYL5003: error('a match that no route of a mesh can say'),
  MYL5004: error('rules whose order Gateway API does not follow'),
  MYL5005: warning('a store that tasks cannot share'),
  MYL5006: warning('two charts write the objects of one axon'),
  MYL5007: warning('a domain without TLS'),
  MYL5008: warning('an option that has no effect'),
  MYL3001: error('an image that one machine cannot run'),
  MYL3002: error('the files of an artifact could not be had'),
  MYL3003: error('an axon of another name was submitted to a runner'),
  MYL3004: error('the state folder is used by another runner'),
  MYL3005: error('a secret that is not set on this machine'),
  MYL3006: error('a line of a .env file cannot be read'),
  MYL3007: error('the state folder cannot be used'),
  MYL3008: error('a port that cannot be listened on'),

  MYL6001: error('the facts of a cluster cannot be read'),
  MYL6002: error('a namespace that the cluster does not have'),
  MYL6003: error('a Secret, ConfigMap or claim that the namespace does not have'),
  MYL6004: error('an account that the namespace does not have'),
  MYL6005: error('a queue that the namespace does not have'),
  MYL6006: error('a custom resource that the cluster does not have'),
  MYL6007: error('storage that the cluster does not have'),
  MYL6008: warning('a task that no node can run'),
  MYL6009: error('pods that the namespace refuses'),
  MYL6010: info('a part of the cluster that could not be read'),
  MYL6011: warning('a Kubernetes that is too old'),
} as const satisfies Record<string, CodeEntry>;

export type IssueCode = keyof typeof ISSUE_CODES;
