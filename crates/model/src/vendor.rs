//! Logins that makers publish for their products: the only passwords that are ever tried on something running.

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VendorLogin {
    /// The product, by the word that readers use for it.
    pub product: &'static str,
    /// The account.
    pub user: &'static str,
    /// Its password, which is no secret: it stands in print.
    pub password: &'static str,
    /// Where, as words that follow "published in".
    pub published: &'static str,
}

const fn login(
    product: &'static str,
    user: &'static str,
    password: &'static str,
    published: &'static str,
) -> VendorLogin {
    VendorLogin { product, user, password, published }
}

/// Tries for one account of one service, at most, a random password that must fail among them. Tomcat's `LockOutRealm`
/// locks an account at the fifth failure, the strictest of these products.
pub const MOST_TRIES: usize = 3;

/// The likeliest of a product first.
const LOGINS: &[VendorLogin] = &[
    login("activemq", "admin", "admin", "ActiveMQ's documentation"),
    login("airflow", "airflow", "airflow", "the Compose file of Airflow's documentation"),
    login("artifactory", "admin", "password", "Artifactory's documentation"),
    login("cassandra", "cassandra", "cassandra", "Cassandra's documentation"),
    login("elasticsearch", "elastic", "changeme", "Elasticsearch 5's documentation"),
    login("grafana", "admin", "admin", "Grafana's documentation"),
    login("jenkins", "user", "bitnami", "the page of Bitnami's image"),
    login("mariadb", "root", "root", "many tutorials"),
    login("minio", "minioadmin", "minioadmin", "MinIO's documentation"),
    login("mysql", "root", "root", "many tutorials"),
    login("neo4j", "neo4j", "neo4j", "Neo4j's documentation"),
    login("nexus", "admin", "admin123", "the documentation of Nexus Repository"),
    login("postgresql", "postgres", "postgres", "many tutorials"),
    login("rabbitmq", "guest", "guest", "RabbitMQ's documentation"),
    login("rabbitmq-management", "guest", "guest", "RabbitMQ's documentation"),
    login("solr", "solr", "SolrRocks", "Solr's documentation"),
    login("sonarqube", "admin", "admin", "SonarQube's documentation"),
    login("superset", "admin", "admin", "Superset's documentation"),
    login("tomcat", "tomcat", "tomcat", "Tomcat's tomcat-users.xml"),
    login("tomcat", "tomcat", "s3cret", "Tomcat's documentation"),
    login("tomcat", "admin", "admin", "many tutorials"),
    login("zabbix", "Admin", "zabbix", "Zabbix's documentation"),
];

/// What the makers of a product publish.
pub fn vendor_logins(product: &str) -> impl Iterator<Item = &'static VendorLogin> + use<'_> {
    LOGINS.iter().filter(move |login| login.product == product)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_account_is_tried_more_often_than_it_may_be() {
        for login in LOGINS {
            let of_account = vendor_logins(login.product).filter(|other| other.user == login.user);
            // One more is the random password.
            assert!(of_account.count() < MOST_TRIES, "{login:?}");
        }
    }
}
