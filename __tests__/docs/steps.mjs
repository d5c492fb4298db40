// Loaded before a program of the pages: tells the recorder and the output where each step begins.
globalThis.beginStep = async (index) => {
  process.stdout.write(`@@ step ${index}\n`);
  await fetch(`${process.env.DOCS_RECORDER}/step/${index}`, { method: 'POST' });
};
