//! Community templates: text in, questions and verdicts out. Pure.
