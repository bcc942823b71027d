//! How load balancers, CDNs and storage accounts are reached: versions of TLS, and plain HTTP.

use sneck_model::{Key, Value};

use super::node::Node;
use super::out::{Out, because, shown};
use super::resource::{Deployment, Resource};

/// Every version, the oldest first.
const VERSIONS: [&str; 5] = ["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];

/// Where a service says which version is the oldest that it accepts: family and path.
const OLDEST: &[(&str, &[&str])] = &[
    ("aws_lb_listener", &["ssl_policy"]),
    ("aws_alb_listener", &["ssl_policy"]),
    ("AWS::ElasticLoadBalancingV2::Listener", &["SslPolicy"]),
    ("aws_cloudfront_distribution", &["viewer_certificate", "minimum_protocol_version"]),
    ("AWS::CloudFront::Distribution", &["DistributionConfig", "ViewerCertificate", "MinimumProtocolVersion"]),
    ("aws_api_gateway_domain_name", &["security_policy"]),
    ("AWS::ApiGateway::DomainName", &["SecurityPolicy"]),
    ("aws_opensearch_domain", &["domain_endpoint_options", "tls_security_policy"]),
    ("azurerm_storage_account", &["min_tls_version"]),
    ("azurerm_mssql_server", &["minimum_tls_version"]),
    ("azurerm_redis_cache", &["minimum_tls_version"]),
    ("azurerm_linux_web_app", &["site_config", "minimum_tls_version"]),
    ("azurerm_windows_web_app", &["site_config", "minimum_tls_version"]),
    ("azurerm_app_service", &["site_config", "min_tls_version"]),
    ("google_compute_ssl_policy", &["min_tls_version"]),
];

/// Whether plain HTTP is answered: family and path of a word or a truth value.
const PLAIN: &[(&str, &[&str])] = &[
    ("aws_cloudfront_distribution", &["default_cache_behavior", "viewer_protocol_policy"]),
    ("AWS::CloudFront::Distribution", &["DistributionConfig", "DefaultCacheBehavior", "ViewerProtocolPolicy"]),
    ("azurerm_linux_web_app", &["https_only"]),
    ("azurerm_windows_web_app", &["https_only"]),
    ("azurerm_app_service", &["https_only"]),
    ("azurerm_storage_account", &["https_traffic_only_enabled"]),
    ("azurerm_storage_account", &["enable_https_traffic_only"]),
];

pub(super) fn translate(deployment: &Deployment, out: &mut Out) {
    for (family, path) in OLDEST {
        for one in deployment.of(family) {
            let Some(entry) = one.at(path) else { continue };
            let says = format!("sets `{}` to {}", entry.name, shown(&entry.node));
            if let Some(value) = versions(&entry.node) {
                out.set(one, Key::SERVER_TLS_VERSIONS, &entry.name, value, because(entry, says));
            }
        }
    }
    for (family, path) in PLAIN {
        for one in deployment.of(family) {
            let Some(entry) = one.at(path) else { continue };
            let says = format!("sets `{}` to {}", entry.name, shown(&entry.node));
            let value = match (entry.node.as_text(), entry.node.gap()) {
                (Some(text), _) => Value::Bool(!matches!(&*text, "allow-all" | "false")),
                (None, Some(gap)) => Value::Unknown(gap.why.clone()),
                _ => continue,
            };
            out.set(one, Key::HTTPS_REDIRECT, &entry.name, value, because(entry, says));
        }
    }
    for family in ["aws_lb_listener", "aws_alb_listener"] {
        deployment.of(family).for_each(|one| listener(deployment, one, "protocol", "default_action", "type", out));
    }
    for one in deployment.of("AWS::ElasticLoadBalancingV2::Listener") {
        listener(deployment, one, "Protocol", "DefaultActions", "Type", out);
    }
}

/// A listener for plain HTTP that the internet reaches sends on to HTTPS, or it does not.
fn listener(deployment: &Deployment, one: &Resource, protocol: &str, action: &str, kind: &str, out: &mut Out) {
    let plain = one.at(&[protocol]).and_then(|entry| entry.node.as_text()).is_some_and(|text| &*text == "HTTP");
    if !plain || is_internal(deployment, one) {
        return;
    }
    let Some(entry) = one.at(&[action, kind]) else { return };
    let value = match (entry.node.as_text(), entry.node.gap()) {
        (Some(text), _) => Value::Bool(matches!(&*text, "redirect" | "fixed-response")),
        (None, Some(gap)) => Value::Unknown(gap.why.clone()),
        _ => return,
    };
    let says = format!("answers plain HTTP with {}", shown(&entry.node));
    out.set(one, Key::HTTPS_REDIRECT, action, value, because(entry, says));
}

fn is_internal(deployment: &Deployment, one: &Resource) -> bool {
    let of = ["load_balancer_arn", "LoadBalancerArn"].iter().find_map(|name| one.at(&[name]));
    let balancer = of.and_then(|entry| entry.node.resource()).and_then(|address| deployment.find(address));
    balancer.is_some_and(|balancer| {
        let says = |name: &str, word: &str| {
            balancer.at(&[name]).and_then(|e| e.node.as_text()).is_some_and(|text| &*text == word)
        };
        says("internal", "true") || says("Scheme", "internal")
    })
}

/// The versions that a policy accepts; nothing for one that is not known.
fn versions(node: &Node) -> Option<Value> {
    if let Some(gap) = node.gap() {
        return Some(Value::Unknown(gap.why.clone()));
    }
    let oldest = oldest(&node.as_text()?)?;
    let from = VERSIONS.iter().position(|one| *one == oldest)?;
    Some(Value::List(VERSIONS[from..].iter().map(|one| Value::Text((*one).to_owned())).collect()))
}

/// The oldest version of a policy, by its name.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html>
fn oldest(policy: &str) -> Option<&'static str> {
    let plain = policy.to_ascii_uppercase().replace(['_', '.'], "-");
    let balancer = plain.strip_prefix("ELBSECURITYPOLICY-");
    let rest = balancer.unwrap_or(&plain).replace("POLICY-MIN-", "");
    let table = [
        ("TLS13-1-3", "TLSv1.3"),
        ("TLS13-1-2", "TLSv1.2"),
        ("TLS13-1-1", "TLSv1.1"),
        ("TLS13-1-0", "TLSv1"),
        ("FS-1-2", "TLSv1.2"),
        ("FS-1-1", "TLSv1.1"),
        ("FS-2018", "TLSv1"),
        ("2016-08", "TLSv1"),
        ("2015-05", "TLSv1"),
        ("TLS-1-0", "TLSv1"),
        ("TLS-1-1", "TLSv1.1"),
        ("TLS-1-2", "TLSv1.2"),
        ("TLS-1-3", "TLSv1.3"),
        ("TLS1-0", "TLSv1"),
        ("TLS1-1", "TLSv1.1"),
        ("TLS1-2", "TLSv1.2"),
        ("TLS1-3", "TLSv1.3"),
        ("TLSV1-20", "TLSv1"),
        ("TLSV1-3", "TLSv1.3"),
        ("TLSV1-2", "TLSv1.2"),
        ("TLSV1-1", "TLSv1.1"),
        ("TLSV1", "TLSv1"),
        ("SSLV3", "SSLv3"),
        ("1-0", "TLSv1"),
        ("1-1", "TLSv1.1"),
        ("1-2", "TLSv1.2"),
        ("1-3", "TLSv1.3"),
    ];
    table.iter().find(|(start, _)| rest.starts_with(start)).map(|(_, version)| *version)
}

#[cfg(test)]
mod tests {
    use super::oldest;

    #[test]
    fn a_policy_says_its_oldest_version_by_its_name() {
        let table = [
            ("ELBSecurityPolicy-2016-08", Some("TLSv1")),
            ("ELBSecurityPolicy-TLS-1-2-Ext-2018-06", Some("TLSv1.2")),
            ("ELBSecurityPolicy-TLS13-1-2-2021-06", Some("TLSv1.2")),
            ("ELBSecurityPolicy-FS-1-2-Res-2020-10", Some("TLSv1.2")),
            ("TLSv1_2016", Some("TLSv1")),
            ("TLSv1.1_2016", Some("TLSv1.1")),
            ("TLSv1.2_2021", Some("TLSv1.2")),
            ("TLS_1_0", Some("TLSv1")),
            ("TLS1_2", Some("TLSv1.2")),
            ("1.1", Some("TLSv1.1")),
            ("Policy-Min-TLS-1-2-2019-07", Some("TLSv1.2")),
            ("Disabled", None),
        ];
        for (policy, expected) in table {
            assert_eq!(oldest(policy), expected, "{policy}");
        }
    }
}
