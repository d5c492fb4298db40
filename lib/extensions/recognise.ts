/** Knows an item by the id that one write alone has given it. */
export const recogniseBy =
  (property: string, id: string) =>
  (met: object): boolean =>
    (met as Readonly<Record<string, unknown>>)[property] === id;
