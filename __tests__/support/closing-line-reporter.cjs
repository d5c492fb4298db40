const { writeSync } = require('node:fs');

/**
 * Prints `N passed, N failed, N skipped` as the last line of stdout: the tests of all projects together.
 * A suite that can't run counts as one failed test, a `todo` as skipped.
 */
class ClosingLineReporter {
  #line;

  onRunComplete(_contexts, results) {
    const passed = results.numPassedTests;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const isFirst = this.#line === undefined;
    this.#line = `${passed} passed, ${failed} failed, ${skipped} skipped\n`;
    // At exit, because the global teardown may print, too.
    if (isFirst) process.once('exit', () => writeSync(1, this.#line));
  }
}

module.exports = ClosingLineReporter;
