//! `deploy/public-database`: a database can be reached from everywhere.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Edit, Facts, Finding, Key, Rule, Setting, Severity, Value, Verdicts};

use crate::common::{Fault, flag, origin};
use crate::mending::{rewrite, risky};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deploy/public-database",
    title: "A database can be reached from everywhere",
    severity: Severity::Critical,
    checklist: "Databases have no public address, and their snapshots are not shared",
    why: "Every address of the internet is tried for databases all the time. One with a public address is a password, or \
          one fault of the server, away from being read; a snapshot that is shared with everybody is there to be copied.",
    remedy: "Keep it inside of the private network:\n\npublicly_accessible = false",
    remedies: &[],
    references: &[
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
        "https://cloud.google.com/sql/docs/postgres/configure-ip",
        "https://learn.microsoft.com/azure/azure-sql/database/firewall-configure",
    ],
    cwe: &[284, 668],
    since: "0.1",
    examples: &[
        Bad(r#"=== main.tf
resource "aws_db_instance" "shop" {
  engine              = "postgres"
  storage_encrypted   = true
  publicly_accessible = true
}
"#),
        Bad(r#"=== main.tf
variable "offices" {
  type    = list(string)
  default = ["0.0.0.0/0"]
}

resource "google_sql_database_instance" "shop" {
  database_version = "POSTGRES_16"

  settings {
    tier = "db-f1-micro"

    ip_configuration {
      dynamic "authorized_networks" {
        for_each = var.offices
        content {
          value = authorized_networks.value
        }
      }
    }
  }
}
"#),
        Bad(r#"=== main.tf
resource "azurerm_postgresql_flexible_server_firewall_rule" "all" {
  name             = "all"
  server_id        = azurerm_postgresql_flexible_server.shop.id
  start_ip_address = "0.0.0.0"
  end_ip_address   = "255.255.255.255"
}
"#),
        Bad(r#"=== template.yaml
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Public:
    Type: String
    Default: "true"
Resources:
  Shop:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      StorageEncrypted: true
      PubliclyAccessible: !Ref Public
"#),
        Good(
            r#"=== main.tf
resource "aws_db_instance" "shop" {
  engine              = "postgres"
  storage_encrypted   = true
  publicly_accessible = false
}
"#,
        ),
        Good(
            r#"=== main.tf
resource "google_sql_database_instance" "shop" {
  database_version = "POSTGRES_16"

  settings {
    tier = "db-f1-micro"

    ip_configuration {
      ipv4_enabled = false

      authorized_networks {
        name  = "office"
        value = "203.0.113.0/28"
      }
    }
  }
}
"#,
        ),
        Good(
            r#"=== main.tf
resource "azurerm_mssql_firewall_rule" "azure" {
  name             = "azure"
  server_id        = azurerm_mssql_server.shop.id
  start_ip_address = "0.0.0.0"
  end_ip_address   = "0.0.0.0"
}
"#,
        ),
        Good(
            r#"=== template.json
{
  "Resources": {
    "Shop": {
      "Type": "AWS::RDS::DBInstance",
      "Properties": {"Engine": "postgres", "StorageEncrypted": true, "PubliclyAccessible": false}
    }
  }
}
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(facts, out, Key::CLOUD_DATABASE_PUBLIC, |value| *value == Value::Bool(true), fault);
}

fn fault(setting: &Setting) -> Fault {
    let (what, fix) = match &*setting.raw {
        "shared_accounts" => ("Every account can copy", "Name the accounts that need the snapshot."),
        "authorized_networks" | "start_ip_address" => {
            ("Every address may connect to", "Name the networks that need it, or leave the rule out.")
        }
        _ => ("The internet can reach", "Set it to false, and reach the database from inside of the private network."),
    };
    Fault::new(format!("{what} `{}` (`{}`, {}).", setting.component, setting.raw, origin(setting))).fix(fix)
}

/// What is written in their place.
const SAFE: &[(&str, &str)] = &[("publicly_accessible", "false"), ("PubliclyAccessible", "false")];

/// Clients outside of the private network cannot connect afterwards.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    risky(rewrite(facts, finding, SAFE))
}
