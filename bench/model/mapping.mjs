/** Conversion to and from AttributeValues, as a careful developer would write it by hand. */
export const toAV = (u) => ({
  pk: { S: u.pk },
  sk: { S: u.sk },
  name: { S: u.name },
  email: { S: u.email },
  age: { N: String(u.age) },
  score: { N: String(u.score) },
  active: { BOOL: u.active },
  createdAt: { S: u.createdAt.toISOString() },
  status: { S: u.status },
  address: {
    M: {
      street: { S: u.address.street },
      city: { S: u.address.city },
      zip: { S: u.address.zip },
      geo: { M: { lat: { N: String(u.address.geo.lat) }, lng: { N: String(u.address.geo.lng) } } },
    },
  },
  tags: { L: u.tags.map((t) => ({ S: t })) },
  roles: { SS: [...u.roles] },
});
export const fromAV = (a) => ({
  pk: a.pk.S,
  sk: a.sk.S,
  name: a.name.S,
  email: a.email.S,
  age: +a.age.N,
  score: +a.score.N,
  active: a.active.BOOL,
  createdAt: new Date(a.createdAt.S),
  status: a.status.S,
  address: {
    street: a.address.M.street.S,
    city: a.address.M.city.S,
    zip: a.address.M.zip.S,
    geo: { lat: +a.address.M.geo.M.lat.N, lng: +a.address.M.geo.M.lng.N },
  },
  tags: a.tags.L.map((t) => t.S),
  roles: new Set(a.roles.SS),
});
// util-dynamodb and lib-dynamodb don't support Date, so the user converts it.
export const dateOut = (u) => ({ ...u, createdAt: u.createdAt.toISOString() });
export const dateIn = (u) => {
  u.createdAt = new Date(u.createdAt);
  return u;
};
