import type { StoredMetrics, StoredSample } from '../../control/metric-store';
import type { Database } from './database';

const PAGE = 5000;

export function storedMetrics(database: Database): StoredMetrics {
  const addSeries = database.prepare('INSERT OR IGNORE INTO series (name, labels) VALUES (?, ?)');
  const findSeries = database.prepare('SELECT id FROM series WHERE labels = ?');
  const addSample = database.prepare('INSERT OR REPLACE INTO samples (series, t, v, stale) VALUES (?, ?, ?, ?)');
  const allSeries = database.prepare('SELECT id, labels FROM series WHERE ?1 IS NULL OR name = ?1 ORDER BY id');
  const page = database.prepare(
    'SELECT t, v, stale FROM samples WHERE series = ? AND t >= ? AND t <= ? ORDER BY t LIMIT ?',
  );
  const pruneSamples = database.prepare('DELETE FROM samples WHERE t < ?');
  const pruneSeries = database.prepare('DELETE FROM series WHERE id NOT IN (SELECT DISTINCT series FROM samples)');
  const ids = new Map<string, number>();

  const idOf = (labels: StoredSample['labels']): number => {
    const key = keyOf(labels);
    const known = ids.get(key);
    if (known !== undefined) return known;
    addSeries.run(labels['__name__'] ?? '', key);
    const id = Number(findSeries.get(key)?.['id']);
    ids.set(key, id);
    return id;
  };

  return {
    append(samples) {
      if (samples.length === 0) return;
      try {
        database.transaction(() => {
          for (const { labels, t, v, stale } of samples) {
            // NULL stands for NaN, which the file format does not have.
            addSample.run(idOf(labels), t, Number.isNaN(v) ? null : v, stale ? 1 : 0);
          }
        });
      } catch (thrown) {
        // The ids were of a transaction that did not happen.
        ids.clear();
        throw thrown;
      }
    },

    *read({ name, from, to }) {
      for (const series of allSeries.all(name ?? null)) {
        const labels = JSON.parse(String(series['labels'])) as Record<string, string>;
        for (let next = from; ;) {
          const rows = page.all(Number(series['id']), next, to, PAGE);
          for (const row of rows) {
            const v = row['v'] === null ? NaN : Number(row['v']);
            next = Number(row['t']) + 1;
            yield { labels, t: Number(row['t']), v, ...(row['stale'] === 1 ? { stale: true as const } : {}) };
          }
          if (rows.length < PAGE) break;
        }
      }
    },

    prune(before) {
      database.transaction(() => {
        pruneSamples.run(before);
        pruneSeries.run();
      });
      ids.clear();
    },
  };
}

/** Equal for equal label sets, whatever their order. */
function keyOf(labels: StoredSample['labels']): string {
  const names = Object.keys(labels).sort();
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, labels[name]])));
}
