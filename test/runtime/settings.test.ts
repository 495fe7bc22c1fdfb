import { readSettings, SettingsError } from '../../lib/runtime/settings';

test('what is not told has a standard', () => {
  expect(readSettings({}, 'a-pod')).toEqual({
    pod: 'a-pod',
    port: 8080,
    metricsPort: 9090,
    operatorPort: 8081,
  });
});

test('what the installation tells counts, and what it leaves empty does not', () => {
  const told = {
    MYELIN_NAMESPACE: 'shop',
    MYELIN_POD: 'myelin-runtime-1',
    PORT: '80',
    MYELIN_METRICS_PORT: '',
    MYELIN_PROMETHEUS: 'http://prometheus.monitoring.svc:9090',
    MYELIN_WEBHOOK: '',
  };
  expect(readSettings(told, 'host')).toEqual({
    namespace: 'shop',
    pod: 'myelin-runtime-1',
    port: 80,
    metricsPort: 9090,
    operatorPort: 8081,
    prometheus: 'http://prometheus.monitoring.svc:9090',
  });
});

test.each([
  [{ PORT: 'http' }, 'PORT is a port from 0 to 65535, got http'],
  [{ MYELIN_METRICS_PORT: '65536' }, 'MYELIN_METRICS_PORT is a port from 0 to 65535, got 65536'],
])('%j is refused', (env, message) => {
  expect(() => readSettings(env, 'host')).toThrow(new SettingsError(message));
});
