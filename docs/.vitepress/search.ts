import type { DefaultTheme } from 'vitepress';

/** Headings of TypeDoc that repeat on each page of the API reference. */
const repeated =
  /^#{2,6} (Call Signature|Constructors?|Defined in|Examples?|Extended by|Extends|Inherited from|Overrides|Parameters|Properties|Returns|Throws|Type Declaration|Type Parameters)$/gm;

/** Search within the pages, without any request to another site. */
export const search: DefaultTheme.LocalSearchOptions = {
  miniSearch: {
    searchOptions: {
      // A guide explains a name, and its reference page describes it: guides come first.
      boostDocument: (id: string) => (id.startsWith('/api/') ? 0.3 : 1),
    },
  },
  // A result of the API reference is an export or a member, not a section such as "Parameters".
  _render: (source, env, md) =>
    md.render(env.relativePath.startsWith('api/') ? source.replaceAll(repeated, '') : source, env),
};
