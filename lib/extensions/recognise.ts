/** Recognizes an item by the id that only one write assigned to it. */
export const recogniseBy =
  (property: string, id: string) =>
  (met: object): boolean =>
    (met as Readonly<Record<string, unknown>>)[property] === id;
