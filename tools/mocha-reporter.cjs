// The usual output, and the figures in the file that TEST_RESULT_FILE names. `total` is what was to be run: a run that
// broke off has fewer passes, failures and pending ones than that.
const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

module.exports = class FiguresReporter extends reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes = 0, pending = 0, failures = 0 } = runner.stats ?? {};
      if (process.env.TEST_RESULT_FILE)
        writeFileSync(process.env.TEST_RESULT_FILE, JSON.stringify({ total: runner.total, passes, pending, failures }));
    });
  }
};
