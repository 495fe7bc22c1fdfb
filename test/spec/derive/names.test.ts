import {
  axonConfigName,
  deployerName,
  deployerRoutesName,
  gatewayName,
  labelValue,
  MAX_CRON_JOB,
  MAX_LABEL,
  modelServerName,
  objectName,
  storeName,
  taskJobName,
} from '../../../lib/spec/derive/names';

const long = 'Preprocess_the_images_of_every_camera_in_the_whole_factory_again';

test('names carry the axon and are lowered', () => {
  expect(taskJobName('rec', 'DataPrep')).toBe('rec-dataprep');
  expect(modelServerName('rec', 'gbt_model.v2')).toBe('rec-gbt-model-v2');
  expect(axonConfigName('rec')).toBe('rec-axon');
  expect(gatewayName('rec', 'api')).toBe('rec-api-gateway');
  expect(deployerName('rec', 'api')).toBe('rec-api-api');
  expect(deployerRoutesName('rec', 'api')).toBe('rec-api-versions');
});

test('the published claim template axon-store becomes a claim of its axon', () => {
  expect(storeName('rec', 'axon-store')).toBe('rec-axon-store');
  expect(storeName('rec')).toBe('rec-axon-store');
  expect(storeName('rec', 'photos')).toBe('rec-photos');
});

test('a name that is too long is cut and ends in a hash of the whole', () => {
  expect(taskJobName('rec', long)).toBe('rec-preprocess-the-images-of-every-camera-i-5a8ffc2e');
  expect(taskJobName('rec', long)).toHaveLength(MAX_CRON_JOB);
  expect(modelServerName('rec', long)).toHaveLength(MAX_LABEL);
});

test('two long names that differ only at their ends stay apart', () => {
  expect(taskJobName('rec', `${long}A`)).not.toBe(taskJobName('rec', `${long}B`));
  expect(objectName(['a', `b-${long}`])).not.toBe(objectName(['a-b', long]));
});

test('a cut does not leave a dash before the hash', () => {
  expect(objectName([`${'a'.repeat(10)}--------------`], 20)).toMatch(/^a{10}-[0-9a-f]{8}$/);
});

test('every name is one that Kubernetes takes', () => {
  for (const task of ['A', 'a.b', 'A_b-C.d', long, 'x'.repeat(63)]) {
    for (const name of [taskJobName('axon', task), gatewayName('axon', task), modelServerName('a'.repeat(40), task)]) {
      expect(name).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
      expect(name.length).toBeLessThanOrEqual(MAX_LABEL);
    }
  }
});

test('label values keep their case and are cut only when they must be', () => {
  expect(labelValue('DataPrep_2.0')).toBe('DataPrep_2.0');
  expect(labelValue(`${'a'.repeat(53)}__${'b'.repeat(40)}`)).toMatch(/^a{53}-[0-9a-f]{8}$/);
});
