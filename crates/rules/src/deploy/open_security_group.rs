//! `deploy/open-security-group`: the firewall lets everybody in where nobody from outside belongs.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Key, Rule, Setting, Severity, Strength, Value, Verdicts};

use crate::common::{Fault, origin, stands};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deploy/open-security-group",
    title: "The firewall lets everybody in",
    severity: Severity::High,
    checklist: "Only web ports are open to every address",
    why: "Every address of the internet is tried for open ports all the time. Behind ports for administration and for \
          databases stands a log-in that can be guessed, or a fault that is not mended yet; the firewall is there so \
          that nobody gets as far as that.",
    remedy: "Name the addresses that need it:\n\ncidr_blocks = [\"203.0.113.0/28\"]",
    remedies: &[],
    references: &[
        "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
        "https://cloud.google.com/firewall/docs/firewalls",
        "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
    ],
    cwe: &[284, 668],
    since: "0.1",
    examples: &[
        Bad(r#"=== main.tf
resource "aws_security_group" "web" {
  name = "web"

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"#),
        Bad(r#"=== variables.tf
variable "admins" {
  type    = list(string)
  default = ["0.0.0.0/0"]
}
=== main.tf
resource "aws_security_group" "db" {
  name = "db"
}

resource "aws_security_group_rule" "db" {
  type              = "ingress"
  security_group_id = aws_security_group.db.id
  from_port         = 5432
  to_port           = 5432
  protocol          = "tcp"
  cidr_blocks       = var.admins
}
"#),
        Bad(r#"=== main.tf
resource "azurerm_network_security_group" "web" {
  name = "web"

  security_rule {
    name                       = "rdp"
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_address_prefix      = "*"
    destination_port_range     = "3389"
  }
}
"#),
        Bad(r#"=== main.tf
resource "google_compute_firewall" "all" {
  name          = "all"
  network       = "default"
  source_ranges = ["0.0.0.0/0"]

  allow {
    protocol = "tcp"
  }
}
"#),
        Bad(r#"=== template.yaml
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress:
        - IpProtocol: tcp
          FromPort: 8000
          ToPort: 9300
          CidrIp: 0.0.0.0/0
"#),
        Good(
            r#"=== main.tf
resource "aws_security_group" "web" {
  name = "web"

  dynamic "ingress" {
    for_each = [80, 443]
    content {
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"#,
        ),
        Good(
            r#"=== main.tf
variable "office" {
  type = string
}

resource "aws_vpc_security_group_ingress_rule" "ssh" {
  security_group_id = "sg-0123456789abcdef0"
  from_port         = 22
  to_port           = 22
  ip_protocol       = "tcp"
  cidr_ipv4         = "${var.office}/32"
}
"#,
        ),
        Good(
            r#"=== main.tf
resource "azurerm_network_security_rule" "no" {
  name                        = "no"
  direction                   = "Inbound"
  access                      = "Deny"
  protocol                    = "*"
  source_address_prefix       = "*"
  destination_port_range      = "*"
}

resource "google_compute_firewall" "ssh" {
  name          = "ssh"
  network       = "default"
  source_ranges = ["35.235.240.0/20"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}
"#,
        ),
        Good(
            r#"=== template.yaml
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress:
        - IpProtocol: tcp
          FromPort: 443
          ToPort: 443
          CidrIp: 0.0.0.0/0
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// Ports behind which a log-in for administration or a database stands.
const GUARDED: &[(u32, &str)] = &[
    (22, "SSH"),
    (23, "Telnet"),
    (135, "Windows RPC"),
    (139, "NetBIOS"),
    (445, "SMB"),
    (1433, "SQL Server"),
    (1521, "Oracle"),
    (2375, "Docker"),
    (2376, "Docker"),
    (2379, "etcd"),
    (3306, "MySQL"),
    (3389, "RDP"),
    (5432, "PostgreSQL"),
    (5439, "Redshift"),
    (5900, "VNC"),
    (5984, "CouchDB"),
    (5985, "WinRM"),
    (6379, "Redis"),
    (6443, "Kubernetes"),
    (7000, "Cassandra"),
    (9042, "Cassandra"),
    (9092, "Kafka"),
    (9200, "Elasticsearch"),
    (10250, "kubelet"),
    (11211, "memcached"),
    (27017, "MongoDB"),
];
/// Ports of web servers, which are for everybody.
const WEB: &[u32] = &[80, 443];
/// Ports on which apps answer while they have no proxy in front.
const ALMOST_WEB: &[u32] = &[3000, 5000, 8000, 8080, 8443];
/// Ports on which a private network is entered, which is done from everywhere.
const TUNNELS: &[u32] = &[500, 1194, 4500, 51820];

fn check(facts: &Facts, out: &mut Verdicts) {
    for setting in facts.settings_of(Key::CLOUD_INGRESS) {
        one(setting, out);
    }
}

/// What a rule opens to everybody.
enum Opens {
    Nothing,
    Ports(Severity, String),
    Unknown(String),
}

fn one(setting: &Setting, out: &mut Verdicts) {
    let (subject, standing, places) = (&setting.component, stands(setting), setting.because.clone());
    let maybe = setting.value.alternatives().any(|value| matches!(value, Value::Unknown(_)));
    let opens = setting.value.alternatives().find(|value| matches!(value, Value::Map(_))).map_or(Opens::Nothing, opens);
    match opens {
        Opens::Nothing => out.passes(subject, standing, places),
        Opens::Unknown(why) => out.unknown(subject, standing, why, places),
        Opens::Ports(severity, what) => {
            let says = format!("Every address may connect to {what} of `{subject}` ({}).", origin(setting));
            let strength = if maybe { Strength::Suggests } else { Strength::Proves };
            Fault::new(says).severity(severity).at(out, subject, standing, strength, places);
        }
    }
}

fn part<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    let Value::Map(all) = value else { return None };
    all.iter().find(|(own, _)| own == name).map(|(_, value)| value)
}

fn opens(rule: &Value) -> Opens {
    let sources = part(rule, "sources").map_or(&[][..], Value::list);
    if !sources.iter().any(is_everybody) {
        return match sources.iter().find_map(why) {
            Some(why) => Opens::Unknown(why),
            None => Opens::Nothing,
        };
    }
    let protocol = match part(rule, "protocol") {
        Some(Value::Text(protocol)) => protocol.as_str(),
        Some(Value::Unknown(why)) => return Opens::Unknown(why.clone()),
        _ => "*",
    };
    if !matches!(protocol, "tcp" | "udp" | "*") {
        return Opens::Nothing;
    }
    let ports = part(rule, "ports").map_or(&[][..], Value::list);
    let worst = ports.iter().filter_map(Value::text).filter_map(|range| opened(range, protocol));
    match (worst.max_by_key(|(severity, _)| *severity), ports.iter().find_map(why)) {
        (Some((severity, what)), _) => Opens::Ports(severity, what),
        (None, Some(why)) => Opens::Unknown(why),
        (None, None) => Opens::Nothing,
    }
}

/// Everybody, or half of everybody.
fn is_everybody(source: &Value) -> bool {
    let text = source.text().unwrap_or_default();
    matches!(text, "0.0.0.0/0" | "::/0" | "0.0.0.0/1" | "128.0.0.0/1")
        || text.strip_suffix("/0").is_some_and(|address| address.parse::<std::net::IpAddr>().is_ok())
}

fn why(value: &Value) -> Option<String> {
    match value {
        Value::Unknown(why) => Some(why.clone()),
        _ => None,
    }
}

/// How bad a range of ports is; nothing for what is meant for everybody.
fn opened(range: &str, protocol: &str) -> Option<(Severity, String)> {
    let (from, to) = match range {
        "*" => (0, 65_535),
        _ => {
            let (from, to) = range.split_once('-').unwrap_or((range, range));
            (from.trim().parse::<u32>().ok()?, to.trim().parse::<u32>().ok()?)
        }
    };
    if protocol == "*" || (from <= 1 && to >= 65_535) {
        return Some((Severity::High, "every port".into()));
    }
    let inside = |port: &u32| (from..=to).contains(port);
    if let Some((port, name)) = GUARDED.iter().find(|(port, _)| inside(port)) {
        return Some((Severity::High, format!("port {port} ({name})")));
    }
    let what = if from == to { format!("port {from}") } else { format!("the ports {from} to {to}") };
    let only = |of: &[u32]| (from..=to).take(10).all(|port| of.contains(&port));
    match protocol {
        "udp" if only(TUNNELS) || only(WEB) => None,
        "tcp" if only(WEB) => None,
        "tcp" if only(ALMOST_WEB) => Some((Severity::Low, what)),
        _ => Some((Severity::Medium, what)),
    }
}
