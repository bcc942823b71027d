//! `deploy/default-service-account`: a pod carries a key to the cluster that it did not ask for.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Key, Rule, Setting, Severity, Value, Verdicts};

use crate::common::{Fault, flag, place_of};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deploy/default-service-account",
    title: "A pod carries the token of the default service account",
    severity: Severity::Low,
    checklist: "Pods that do not talk to the cluster carry no token of it",
    why: "Unless it is told not to, Kubernetes puts a token of the name space's default service account into every \
          container. Whoever takes over the app can talk to the cluster with it: learn what else runs there, and do \
          whatever somebody once allowed that account for another purpose.",
    remedy: "Switch it off for pods that do not talk to the cluster, and give the others an account of their own:\n\n\
             spec:\n  automountServiceAccountToken: false",
    remedies: &[],
    references: &[
        "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
        "https://cheatsheetseries.owasp.org/cheatsheets/Kubernetes_Security_Cheat_Sheet.html",
    ],
    cwe: &[250, 522],
    since: "0.1",
    examples: &[
        Bad(
            "=== k8s/shop.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - name: shop\n          image: registry.shop.test/shop:1.4.2\n",
        ),
        Bad(
            "=== k8s/shop.yaml\napiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: clean\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          serviceAccountName: default\n          automountServiceAccountToken: true\n          containers:\n            - name: clean\n              image: registry.shop.test/shop:1.4.2\n",
        ),
        Good(
            "=== k8s/shop.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      automountServiceAccountToken: false\n      containers:\n        - name: shop\n          image: registry.shop.test/shop:1.4.2\n",
        ),
        Good(
            "=== k8s/shop.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: operator\nspec:\n  serviceAccountName: shop-operator\n  containers:\n    - name: operator\n      image: registry.shop.test/operator:1.4.2\n",
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(facts, out, Key::CONTAINER_DEFAULT_TOKEN, Value::is_true, fault);
}

fn fault(setting: &Setting) -> Fault {
    Fault::new(format!(
        "The container gets the token of the default service account ({}): whoever takes it over talks to the cluster with it.",
        place_of(setting)
    ))
}
