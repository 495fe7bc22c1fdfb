/** The container of a Job in which the code of a task runs. */
export const TASK_CONTAINER = 'task';

/** The same in the pods of a TFJob; the training operator gives `TF_CONFIG` to no other. */
export const TFJOB_CONTAINER = 'tensorflow';

/** The same in the pod of a Spark driver, as Spark calls it. */
export const DRIVER_CONTAINER = 'spark-kubernetes-driver';

/** The init container that makes the directories of a task. */
export const DIRECTORIES_CONTAINER = 'directories';

/** The container of the Job that looks after the store. */
export const STORE_CONTAINER = 'store';
