//! What templates come to.

use sneck_model::{Facts, Value};

use crate::config::stack::Stack;
use crate::config::testing::tree;

/// The settings of a template, one text each: `subject key = value @place`.
fn rows(path: &str, text: &str) -> Vec<String> {
    let mut facts = Facts::default();
    super::read(&tree(&[(path, text)]), &Stack::default(), &mut facts);
    let row = |s: &sneck_model::Setting| {
        let place = s.because.first().map(|step| step.place.to_string()).unwrap_or_default();
        format!("{} = {} @{place}", s.component, short(&s.value))
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

#[test]
fn parameters_maps_and_conditions_are_worked_out() {
    let text = "Parameters:\n  Stage: {Type: String, Default: prod}\n  Key: {Type: String}\n\
                Mappings:\n  Safe:\n    prod: {encrypted: true}\n    dev: {encrypted: false}\n\
                Conditions:\n  Live: !Equals [!Ref Stage, prod]\n  Never: !Not [!Condition Live]\n  Own: !Equals [!Ref Key, '']\n\
                Resources:\n\
                \x20 A:\n    Type: AWS::EC2::Volume\n    Properties:\n      Encrypted: !FindInMap [Safe, !Ref Stage, encrypted]\n\
                \x20 B:\n    Type: AWS::EC2::Volume\n    Properties:\n      Encrypted: !If [Live, false, true]\n\
                \x20 C:\n    Type: AWS::EC2::Volume\n    Condition: Never\n\
                \x20 D:\n    Type: AWS::EC2::Volume\n    Condition: Own\n\
                \x20 E:\n    Type: AWS::EC2::Volume\n    Properties:\n      Encrypted:\n        Fn::If: [Own, true, !Ref AWS::NoValue]\n";
    assert_eq!(
        rows("stack.yaml", text),
        [
            "stack.yaml#A = true @stack.yaml:16",
            "stack.yaml#B = false @stack.yaml:20",
            "stack.yaml#D = false | ? the parameter `Key` is supplied from outside @stack.yaml:24",
            "stack.yaml#E = ? the parameter `Key` is supplied from outside @stack.yaml:30",
        ]
    );
}

#[test]
fn json_and_long_names_say_the_same() {
    let text = r#"{"Parameters": {"On": {"Type": "String", "Default": "false"}},
 "Resources": {"A": {"Type": "AWS::EC2::Volume",
   "Properties": {"Encrypted": {"Ref": "On"}}}}}"#;
    assert_eq!(rows("shop.template.json", text), ["shop.template.json#A = false @shop.template.json:3"]);
}

#[test]
fn what_is_no_template_is_left_alone() {
    assert_eq!(rows("a.yaml", "Resources: [AWS::EC2::Volume]\n"), [""; 0]);
    assert_eq!(rows("a.yaml", "kind: Pod\n# AWS::x Resources\n"), [""; 0]);
}

#[test]
fn conditions_that_name_each_other_end() {
    let text =
        "Conditions:\n  A: !Condition B\n  B: !Condition A\nResources:\n  V: {Type: AWS::EC2::Volume, Condition: A}\n";
    assert!(rows("a.yaml", text)[0].contains("too deep"));
}
