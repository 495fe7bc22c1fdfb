import { ContainerTask } from './container-task';
import { SparkTask } from './spark-task';
import { TrainTask } from './train-task';

/** Tasks that run to completion, which a sensor can execute and a model be prepared by. */
export const RUNNABLE = [ContainerTask, SparkTask, TrainTask];
