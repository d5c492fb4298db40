/** Name of the table. In a run against a real engine, each contender has its own table. */
export const TABLE = process.env.BENCH_TABLE ?? 'bench';
/** Number of items per operation. */
export const ITEMS = { put: 1, get: 1, update: 1, query: 100, batchGet: 100, batchWrite: 25, transactWrite: 10 };
export const OPERATIONS = Object.keys(ITEMS);
export const ORGANISATION = 'ORG#4711';

/** The item of all contenders: 12 attributes, including a nested document, a list, and a set. */
export function makeUser(i) {
  const n = String(i).padStart(6, '0');
  return {
    pk: 'ORG#4711',
    sk: `USER#${n}`,
    name: `Ada Lovelace ${n}`,
    email: `ada.lovelace+${n}@example.com`,
    age: 20 + (i % 60),
    score: 10.5 + i / 8,
    active: i % 3 !== 0,
    createdAt: new Date(1700000000000 + i * 60000),
    status: i % 2 ? 'ACTIVE' : 'SUSPENDED',
    address: {
      street: `${i} Main Street`,
      city: 'Reykjavík',
      zip: '101',
      geo: { lat: 64.1466 + i / 1e4, lng: -21.9426 },
    },
    tags: ['alpha', 'beta', 'gamma', `tag-${n}`],
    roles: new Set(['admin', 'editor', 'viewer']),
  };
}

export const users = Array.from({ length: 128 }, (_, i) => makeUser(i));

/** The changes of an update. */
export const patch = (i) => ({ name: `Grace Hopper ${i & 127}`, age: 30 + (i & 31), active: (i & 1) === 0 });
