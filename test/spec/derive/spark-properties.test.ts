import { sparkProperties } from '../../../lib/spec/derive/spark-properties';

test('properties are read as spark-submit reads its file', () => {
  expect(sparkProperties('# comment\nspark.driver.cores 0.1\nspark.a=b c\n  spark.b : 2  \n\nspark.flag ')).toEqual({
    'spark.driver.cores': '0.1',
    'spark.a': 'b c',
    'spark.b': '2',
    'spark.flag': '',
  });
});

test('a map is taken as it is, and nothing gives nothing', () => {
  expect(sparkProperties({ 'spark.a': '1' })).toEqual({ 'spark.a': '1' });
  expect(sparkProperties(undefined)).toEqual({});
});
