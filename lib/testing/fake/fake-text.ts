import type { Random } from './random.ts';

/** Makes a text. `mark` is a short text of letters and digits that differs in each item. */
type TextForm = (random: Random, mark: string) => string;

const digits = '0123456789';
const hex = '0123456789abcdef';
const capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const words = [
  'amber',
  'birch',
  'cedar',
  'delta',
  'ember',
  'fjord',
  'grove',
  'heron',
  'inlet',
  'jasper',
  'lotus',
  'maple',
];
const names = ['Ann', 'Bob', 'Clara', 'David', 'Emma', 'Farid', 'Grace', 'Hugo', 'Ines', 'Jonas', 'Kim', 'Lena'];
const cities = ['Berlin', 'Lagos', 'Lima', 'Lyon', 'Osaka', 'Oslo', 'Perth', 'Porto', 'Pune', 'Quito'];
const countries = ['BR', 'CA', 'DE', 'ES', 'FR', 'IN', 'IT', 'JP', 'NG', 'US'];
const currencies = ['BRL', 'CAD', 'CHF', 'EUR', 'GBP', 'INR', 'JPY', 'USD'];

const word: TextForm = (random, mark) => `${random.pick(words)}-${mark}`;
const email: TextForm = (random, mark) => `${random.pick(names).toLowerCase()}.${mark}@example.com`;
const url: TextForm = (random, mark) => `https://example.com/${random.pick(words)}/${mark}`;
const phone: TextForm = (random) => `+1555${random.text(7, digits)}`;
const name: TextForm = (random) => `${random.pick(names)} ${capital(random.pick(words))}`;
const city: TextForm = (random) => random.pick(cities);
const country: TextForm = (random) => random.pick(countries);
const currency: TextForm = (random) => random.pick(currencies);
const color: TextForm = (random) => `#${random.text(6, hex)}`;
const uuid: TextForm = (random) =>
  `${random.text(8, hex)}-${random.text(4, hex)}-4${random.text(3, hex)}-8${random.text(3, hex)}-${random.text(12, hex)}`;
const number: TextForm = (random) => String(random.whole(1, 9)) + random.text(4, digits);
const day: TextForm = (random) => new Date(Date.UTC(2026, 0, random.whole(1, 365))).toISOString().slice(0, 10);
const time: TextForm = (random) => `${day(random, '')}T${String(random.whole(10, 23))}:00:00.000Z`;
const ulid: TextForm = (random) => `01${random.text(24, crockford)}`;
const sentence: TextForm = (random, mark) =>
  `${capital(Array.from({ length: 12 }, () => random.pick(words)).join(' '))} ${mark}.`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Forms by the name of a property. The first one that matches counts. */
const byName: readonly (readonly [RegExp, TextForm])[] = [
  [/e-?mail/i, email],
  [/url|uri|link|href|website/i, url],
  [/phone|mobile|fax/i, phone],
  [/city|town/i, city],
  [/country/i, country],
  [/currency/i, currency],
  [/colou?r/i, color],
  [/(first|last|full|user|person)name|^name$/i, name],
  [/uuid|guid/i, uuid],
  [/title|text|description|comment|note|message/i, sentence],
];

/** Forms that validators are likely to accept, tried in their order. */
const others: readonly TextForm[] = [
  word,
  (random) => capital(random.pick(words)),
  (random) => random.pick(words),
  (_, mark) => mark,
  email,
  url,
  uuid,
  number,
  name,
  (random) => random.text(2, capitals),
  (random) => random.text(3, capitals),
  day,
  time,
  phone,
  (random) => random.text(3, digits),
  (random) => random.text(5, digits),
  (random) => random.text(8, capitals + digits),
  color,
  (random) => random.text(32, hex),
  ulid,
  sentence,
  (random) => `${random.whole(0, 9)}.${random.whole(0, 9)}.${random.whole(0, 9)}`,
  (random) => `192.0.2.${random.whole(1, 254)}`,
  (random) => `${random.text(2, capitals)}-${random.text(4, digits)}`,
  (random) => `${random.text(3, capitals)}-${random.text(3, digits)}`,
  (random) => `${random.pick(words)}.example.com`,
  (random) => `en-${random.pick(countries)}`,
  (random) => `${random.whole(10, 23)}:${random.whole(10, 59)}`,
  (random) => random.text(1, capitals),
  () => '',
];

/** Returns a text. Another try returns a text of another form. */
export function fakeText(property: string, random: Random, mark: string, attempt: number): string {
  const hint = byName.find(([pattern]) => pattern.test(property))?.[1];
  const form = attempt === 0 && hint !== undefined ? hint : others[attempt % others.length];
  return (form ?? word)(random, mark);
}
