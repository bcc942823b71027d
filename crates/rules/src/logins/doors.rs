//! Where products ask for a password over HTTP: by what they are known, how one knocks, and what one sees inside.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sneck_model::{Exchange, Origin, Request};

/// A product's door.
pub(super) struct Door {
    /// Its word in the table of logins.
    pub(super) product: &'static str,
    /// As its makers write it.
    pub(super) name: &'static str,
    /// What is asked for to know it.
    pub(super) page: &'static str,
    /// Whether an answer to that is the product's, and asks who is there.
    pub(super) is: fn(&Exchange) -> bool,
    /// How one says who one is.
    knock: Knock,
    /// What stands in the answer to whoever may come in.
    inside: &'static [&'static str],
    /// The answer to whoever may not.
    pub(super) refuses: fn(&Exchange) -> bool,
}

enum Knock {
    /// `GET` of a path with an `Authorization` header (RFC 7617).
    Basic(&'static str),
    /// `POST` of a document, with USER and PASSWORD in it.
    Json(&'static str, &'static str),
}

impl Door {
    /// The request of somebody who says that this is the name and the password.
    pub(super) fn request(&self, origin: &Origin, user: &str, password: &str) -> Request {
        match self.knock {
            Knock::Basic(path) => {
                let pair = STANDARD.encode(format!("{user}:{password}"));
                Request::of("GET", origin, path).header("Authorization", format!("Basic {pair}"))
            }
            Knock::Json(path, document) => {
                let request = Request::of("POST", origin, path).header("Content-Type", "application/json");
                Request { body: document.replace("USER", user).replace("PASSWORD", password).into(), ..request }
            }
        }
    }

    /// Whether an answer is for somebody who came in.
    pub(super) fn admits(&self, answer: &Exchange) -> bool {
        matches!(answer.status, 200 | 204) && self.inside.iter().all(|words| answer.body.contains(words))
    }
}

fn unauthorized(answer: &Exchange) -> bool {
    answer.status == 401
}

/// The answer asks for a password in the name of this realm.
fn asks_for(answer: &Exchange, realm: &str) -> bool {
    let named = format!("realm=\"{}\"", realm.to_ascii_lowercase());
    answer.status == 401 && answer.header("www-authenticate").any(|way| way.to_ascii_lowercase().contains(&named))
}

fn has(answer: &Exchange, marks: &[&str]) -> bool {
    answer.status == 200 && marks.iter().all(|mark| answer.body.contains(mark))
}

/// Zabbix, at this page and with its interface at that address.
const fn zabbix(page: &'static str, interface: &'static str) -> Door {
    Door {
        product: "zabbix",
        name: "Zabbix",
        page,
        is: |answer| has(answer, &["content=\"Zabbix SIA\"", "action=\"index.php\"", "name=\"password\""]),
        knock: Knock::Json(
            interface,
            r#"{"jsonrpc": "2.0", "method": "user.login", "params": {"username": "USER", "password": "PASSWORD"}, "id": 1}"#,
        ),
        inside: &["\"jsonrpc\"", "\"result\":\""],
        refuses: |answer| {
            let says = |words: &str| answer.body.contains(words);
            says("\"error\"") && (says("ncorrect user name or password") || says("name or password is incorrect"))
        },
    }
}

/// Sources: each product's own manual of its interface.
pub(super) const DOORS: &[Door] = &[
    Door {
        product: "tomcat",
        name: "Tomcat's manager",
        page: "/manager/html",
        is: |answer| asks_for(answer, "Tomcat Manager Application"),
        knock: Knock::Basic("/manager/html"),
        inside: &["Tomcat Web Application Manager", "/manager/html/"],
        refuses: unauthorized,
    },
    Door {
        product: "rabbitmq-management",
        name: "RabbitMQ's management",
        page: "/api/whoami",
        is: |answer| asks_for(answer, "RabbitMQ Management"),
        knock: Knock::Basic("/api/whoami"),
        inside: &["\"name\":\"guest\"", "\"tags\""],
        refuses: unauthorized,
    },
    Door {
        product: "grafana",
        name: "Grafana",
        page: "/login",
        is: |answer| has(answer, &["<title>Grafana</title>", "grafanaBootData"]),
        knock: Knock::Basic("/api/user"),
        inside: &["\"login\":\"admin\""],
        refuses: unauthorized,
    },
    Door {
        product: "jenkins",
        name: "Jenkins",
        page: "/login",
        is: |answer| {
            has(answer, &["j_spring_security_check", "Jenkins"]) && answer.header("x-jenkins").next().is_some()
        },
        knock: Knock::Basic("/whoAmI/api/json"),
        inside: &["\"authenticated\":true", "\"anonymous\":false"],
        refuses: unauthorized,
    },
    Door {
        product: "nexus",
        name: "Nexus Repository",
        page: "/service/rest/v1/security/users",
        is: |answer| asks_for(answer, "Sonatype Nexus Repository Manager"),
        knock: Knock::Basic("/service/rest/v1/security/users"),
        inside: &["\"userId\""],
        refuses: unauthorized,
    },
    Door {
        product: "sonarqube",
        name: "SonarQube",
        page: "/api/system/status",
        is: |answer| has(answer, &["\"id\":", "\"version\":", "\"status\":\"UP\""]),
        knock: Knock::Basic("/api/authentication/validate"),
        inside: &["\"valid\":true"],
        refuses: |answer| unauthorized(answer) || answer.body.contains("\"valid\":false"),
    },
    Door {
        product: "activemq",
        name: "ActiveMQ's console",
        page: "/admin/",
        is: |answer| asks_for(answer, "ActiveMQRealm"),
        knock: Knock::Basic("/admin/"),
        inside: &["ActiveMQ Console"],
        refuses: unauthorized,
    },
    Door {
        product: "solr",
        name: "Solr",
        page: "/solr/admin/info/system",
        is: |answer| asks_for(answer, "solr"),
        knock: Knock::Basic("/solr/admin/info/system"),
        inside: &["\"solr_home\""],
        refuses: unauthorized,
    },
    Door {
        product: "elasticsearch",
        name: "Elasticsearch",
        page: "/_security/_authenticate",
        is: |answer| asks_for(answer, "security") && answer.body.contains("security_exception"),
        knock: Knock::Basic("/_security/_authenticate"),
        inside: &["\"username\":\"elastic\""],
        refuses: unauthorized,
    },
    Door {
        product: "artifactory",
        name: "Artifactory",
        page: "/artifactory/api/system/version",
        is: |answer| asks_for(answer, "Artifactory Realm"),
        knock: Knock::Basic("/artifactory/api/system/configuration"),
        inside: &["<config"],
        refuses: unauthorized,
    },
    Door {
        product: "superset",
        name: "Superset",
        page: "/login/",
        is: |answer| has(answer, &["<title>", "Superset", "name=\"csrf_token\""]),
        knock: Knock::Json(
            "/api/v1/security/login",
            r#"{"username": "USER", "password": "PASSWORD", "provider": "db", "refresh": false}"#,
        ),
        inside: &["\"access_token\""],
        refuses: unauthorized,
    },
    // The Compose file of its documentation lets names and passwords in (`AIRFLOW__API__AUTH_BACKENDS`).
    Door {
        product: "airflow",
        name: "Airflow",
        page: "/login/",
        is: |answer| has(answer, &["<title>Sign In - Airflow", "var Airflow = {"]),
        knock: Knock::Basic("/api/v1/dags?limit=1"),
        inside: &["\"dags\"", "\"total_entries\""],
        refuses: unauthorized,
    },
    zabbix("/index.php", "/api_jsonrpc.php"),
    // Where Debian's package puts it.
    zabbix("/zabbix/index.php", "/zabbix/api_jsonrpc.php"),
    Door {
        product: "minio",
        name: "MinIO's console",
        page: "/login",
        is: |answer| has(answer, &["MinIO Console"]),
        knock: Knock::Json("/api/v1/login", r#"{"accessKey": "USER", "secretKey": "PASSWORD"}"#),
        inside: &[],
        refuses: |answer| matches!(answer.status, 401 | 403) && answer.body.contains("nvalid"),
    },
];

#[cfg(test)]
mod tests {
    use sneck_model::{Kind, vendor_logins};

    use super::*;

    #[test]
    fn behind_every_door_is_a_product_with_a_login() {
        for door in DOORS {
            assert!(vendor_logins(door.product).next().is_some(), "{}", door.product);
        }
    }

    #[test]
    fn a_pair_is_said_as_the_standard_says() {
        let origin = Origin { url: "http://app.test".into(), kind: Kind::Production, name: None };
        let request = DOORS[0].request(&origin, "Aladdin", "open sesame");
        // RFC 7617, section 2.
        assert_eq!(request.headers[0].1, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }
}
