// Lets Google's csp-evaluator review policies.
//
//     node policies.mjs FOLDER POLICIES
//
// POLICIES is JSON: a list of texts. Prints for each the list of [type, directive, value] that it finds.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const [folder, policies] = process.argv.slice(2);
const require = createRequire(path.resolve(folder, 'package.json'));
const { CspEvaluator, DEFAULT_CHECKS, STRICTCSP_CHECKS } = require('csp_evaluator/dist/evaluator.js');
const { CspParser } = require('csp_evaluator/dist/parser.js');
const { Severity, Type } = require('csp_evaluator/dist/finding.js');
const { checkHasConfiguredReporting } = require('csp_evaluator/dist/checks/security_checks.js');

/** Types by name, with the severity where one type stands for a finding as well as for a reminder. */
const named = (finding) => {
  const type = Type[finding.type];
  return type === 'SCRIPT_ALLOWLIST_BYPASS' || type === 'OBJECT_ALLOWLIST_BYPASS' ? `${type}_${Severity[finding.severity]}` : type;
};

const review = (text) => {
  const parsed = new CspParser(text).csp;
  const found = new CspEvaluator(parsed).evaluate([...STRICTCSP_CHECKS, checkHasConfiguredReporting], DEFAULT_CHECKS);
  return found.map((finding) => [named(finding), finding.directive, finding.value ?? null]);
};

console.log(JSON.stringify(JSON.parse(fs.readFileSync(policies, 'utf8')).map(review)));
