//! What Terraform files come to.

use sneck_model::{Facts, Value};

use crate::config::stack::Stack;
use crate::config::testing::tree;

/// The settings of a tree, one text each: `subject key = value @place`.
fn rows(files: &[(&str, &str)]) -> Vec<String> {
    let mut facts = Facts::default();
    super::read(&tree(files), &Stack::default(), &mut facts);
    let row = |s: &sneck_model::Setting| {
        let place = s.because.first().map(|step| step.place.to_string()).unwrap_or_default();
        format!("{} {} = {} @{place}", s.component, s.key.0, short(&s.value))
    };
    facts.settings.iter().map(row).collect()
}

fn short(value: &Value) -> String {
    match value {
        Value::Bool(truth) => truth.to_string(),
        Value::Unknown(why) => format!("? {why}"),
        Value::OneOf(all) => all.iter().map(short).collect::<Vec<_>>().join(" | "),
        other => format!("{other:?}"),
    }
}

const VOLUME: &str =
    "variable \"safe\" {\n  type = bool\n}\nresource \"aws_ebs_volume\" \"a\" {\n  encrypted = var.safe\n}\n";

#[test]
fn values_of_files_replace_each_other_as_terraform_has_it() {
    let files = [
        ("main.tf", VOLUME),
        ("terraform.tfvars", "safe = false\n"),
        ("a.auto.tfvars", "safe = true\n"),
        ("b.auto.tfvars", "safe = \"false\"\n"),
    ];
    assert_eq!(rows(&files), ["main.tf#aws_ebs_volume.a cloud.encrypted = false @main.tf:5"]);
    assert_eq!(
        rows(&files[..1]),
        ["main.tf#aws_ebs_volume.a cloud.encrypted = ? `var.safe` is supplied from outside @main.tf:5"]
    );
}

#[test]
fn values_that_are_chosen_by_hand_count_for_what_they_are_named_for() {
    let files = [("main.tf", VOLUME), ("env/dev.tfvars", "safe = false\n"), ("env/prod.tfvars", "safe = true\n")];
    let mut facts = Facts::default();
    super::read(&tree(&files), &Stack::default(), &mut facts);
    let found: Vec<(String, Value)> =
        facts.settings.iter().map(|s| (format!("{:?}", s.standing), s.value.clone())).collect();
    let expected = [("Kind(Development)", false), ("Kind(Production)", true)];
    assert_eq!(found, expected.map(|(kind, safe)| (kind.to_owned(), Value::Bool(safe))));
}

#[test]
fn what_is_made_by_count_and_for_each() {
    let text = "resource \"aws_ebs_volume\" \"none\" {\n  count = 0\n}\n\
                resource \"aws_ebs_volume\" \"same\" {\n  count = 2\n}\n\
                resource \"aws_ebs_volume\" \"each\" {\n  for_each  = { a = true, b = false }\n  encrypted = each.value\n}\n\
                variable \"many\" {}\nresource \"aws_ebs_volume\" \"maybe\" {\n  count = var.many\n}\n";
    assert_eq!(
        rows(&[("main.tf", text)]),
        [
            "main.tf#aws_ebs_volume.each[\"a\"] cloud.encrypted = true @main.tf:9",
            "main.tf#aws_ebs_volume.each[\"b\"] cloud.encrypted = false @main.tf:9",
            "main.tf#aws_ebs_volume.maybe cloud.encrypted = false | ? `var.many` is supplied from outside @main.tf:12",
            "main.tf#aws_ebs_volume.same cloud.encrypted = false @main.tf:4",
        ]
    );
}

#[test]
fn a_module_of_the_tree_gets_its_inputs() {
    let files = [
        ("main.tf", "module \"disk\" {\n  source = \"./disk\"\n  safe   = lower(\"FALSE\") == \"true\"\n}\n"),
        ("disk/main.tf", VOLUME),
    ];
    assert_eq!(rows(&files), ["disk/main.tf#module.disk.aws_ebs_volume.a cloud.encrypted = false @disk/main.tf:5"]);
}

#[test]
fn a_mistake_costs_its_own_block_only() {
    let text = format!("resource \"aws_ebs_volume\" \"broken\" {{\n  encrypted = = true\n}}\n\n{VOLUME}");
    let mut facts = Facts::default();
    super::read(&tree(&[("main.tf", &text)]), &Stack::default(), &mut facts);
    assert_eq!((facts.settings.len(), facts.unread.len()), (1, 1));
    assert_eq!(facts.unread[0].line, 2);
}

#[test]
fn what_needs_itself_is_not_known() {
    let text =
        "locals {\n  a = local.b\n  b = local.a\n}\nresource \"aws_ebs_volume\" \"a\" {\n  encrypted = local.a\n}\n";
    let found = rows(&[("main.tf", text)]);
    assert!(found[0].contains("needs itself"), "{found:?}");
}

#[test]
fn json_says_the_same() {
    let text = r#"{"variable": {"safe": {"default": false}},
 "resource": {"aws_ebs_volume": {"a": {
   "encrypted": "${var.safe}"}}}}"#;
    assert_eq!(
        rows(&[("main.tf.json", text)]),
        ["main.tf.json#aws_ebs_volume.a cloud.encrypted = false @main.tf.json:3"]
    );
}

#[test]
fn lists_that_hold_each_other_again_and_again_do_not_grow() {
    let mut text = "locals {\n  l0 = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n".to_owned();
    for n in 1..12 {
        let list = vec![format!("local.l{}", n - 1); 10].join(", ");
        text.push_str(&format!("  l{n} = [{list}]\n"));
    }
    text.push_str("}\nresource \"aws_ebs_volume\" \"a\" {\n  encrypted = contains(flatten(local.l11), 3)\n}\n");
    assert!(rows(&[("main.tf", &text)])[0].contains("too large"));
}
