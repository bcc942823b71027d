//! Pages of administration in answers: of which product they are, and whether they ask who is there.

use sneck_model::{Ask, Exchange, Facts};

use crate::asking;

/// A page of administration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Panel {
    /// The product.
    pub(crate) name: &'static str,
    /// It does its work for everybody, and asks nobody for a password.
    pub(crate) open: bool,
}

/// Two marks of the structure of a page; none of them is a word that a text about the product would have.
struct Row(&'static str, &'static str, Panel);

const fn door(a: &'static str, b: &'static str, name: &'static str) -> Row {
    Row(a, b, Panel { name, open: false })
}

const fn open(a: &'static str, b: &'static str, name: &'static str) -> Row {
    Row(a, b, Panel { name, open: true })
}

const ROWS: &[Row] = &[
    door("id=\"login-form\"", "django", "Django's admin"),
    door("name=\"csrfmiddlewaretoken\"", "| Django site admin</title>", "Django's admin"),
    open("id=\"user-tools\"", "| Django site admin</title>", "Django's admin"),
    door("name=\"pma_username\"", "phpMyAdmin", "phpMyAdmin"),
    open("id=\"pma_navigation\"", "phpMyAdmin", "phpMyAdmin"),
    door("name='auth[driver]'", "Adminer", "Adminer"),
    door("name=\"auth[driver]\"", "Adminer", "Adminer"),
    door("<title>RabbitMQ Management</title>", "js/global.js", "the management of RabbitMQ"),
    door("content=\"Zabbix SIA\"", "action=\"index.php\"", "Zabbix"),
    door("<title>Sign In - Airflow", "var Airflow = {", "Airflow"),
    open("<title>Flower</title>", "id=\"workers-table\"", "Flower, which manages Celery"),
    open("Flower</title>", "/workers", "Flower, which manages Celery"),
    door("<title>pgAdmin 4</title>", "pgadmin", "pgAdmin"),
    open("Mongo Express</title>", "id=\"database\"", "mongo-express"),
    door("window.grafanaBootData", "<title>Grafana</title>", "Grafana"),
    door("<title>Jupyter Server</title>", "password_input", "Jupyter"),
    open("data-base-url", "id=\"jupyter-config-data\"", "Jupyter, which runs code"),
    open("<title>Prometheus Time Series Collection", "graph", "Prometheus"),
    open("Redis Commander", "id=\"keyTree\"", "Redis Commander"),
    door("<title>Sign in [Jenkins]</title>", "j_spring_security_check", "Jenkins"),
    door("<title>Portainer</title>", "portainer", "Portainer"),
    open("<title>Traefik</title>", "dashboard", "the dashboard of Traefik"),
    open("<title>Supervisor Status</title>", "id=\"wrapper\"", "Supervisor, which starts and stops programs"),
    open("{\"repositories\":[", "docker-distribution-api-version: registry/2.0", "a registry of container images"),
    open("\"last_activity\":", "\"kernels\":", "Jupyter, which runs code"),
    open("{\"httpNodeRoot\":", "\"version\":", "Node-RED, which runs code"),
    open("{\"status\":\"success\",\"data\":{\"yaml\":", "global:", "Prometheus, which shows its configuration"),
    open("<ul class=\"nav navbar-nav\">", "/static/admin/admin/css/", "Flask-Admin"),
];

/// Addresses that such pages have by default.
const TARGETS: &[&str] = &[
    "/admin",
    "/admin/",
    "/phpmyadmin/",
    "/adminer",
    "/adminer.php",
    "/flower/",
    "/pgadmin/",
    "/grafana/login",
    "/dashboard/",
    "/supervisor/",
    "/jenkins/login",
    "/tree",
    "/lab",
    "/api/status",
    "/v2/_catalog",
    "/settings",
    "/api/v1/status/config",
];

/// Asks for the addresses that such pages have by default.
pub(crate) fn asks(facts: &Facts) -> Vec<Ask> {
    asking::for_targets(facts, TARGETS, "whether a page of administration is reachable")
}

/// The page of administration that an answer is.
pub(crate) fn panel(answer: &Exchange) -> Option<Panel> {
    if answer.status != 200 || !answer.is_own() {
        return None;
    }
    ROWS.iter().find(|Row(a, b, _)| shows(answer, a) && shows(answer, b)).map(|Row(.., panel)| *panel)
}

/// The mark stands in the body, or is a header.
fn shows(answer: &Exchange, mark: &str) -> bool {
    let header = |(name, value): &(String, String)| format!("{}: {value}", name.to_ascii_lowercase()) == mark;
    answer.body.contains(mark) || answer.headers.iter().any(header)
}

#[cfg(test)]
mod tests {
    use sneck_model::{Calibration, Kind, Origin};

    use super::*;

    fn answer(body: &str) -> Exchange {
        let origin = Origin { url: "http://app.test".into(), kind: Kind::Production, name: None };
        Exchange { body: body.into(), ..Exchange::new(origin, "GET", "http://app.test/admin/", 200) }
    }

    #[test]
    fn a_door_is_told_from_an_open_house() {
        let door = answer("<title>Log in | Django site admin</title><input name=\"csrfmiddlewaretoken\">");
        assert_eq!(panel(&door), Some(Panel { name: "Django's admin", open: false }));
        let open = answer("<title>Supervisor Status</title><div id=\"wrapper\">");
        assert!(panel(&open).is_some_and(|found| found.open));
    }

    #[test]
    fn a_page_that_any_address_gets_is_none() {
        let mut everything = answer("<title>Supervisor Status</title><div id=\"wrapper\">");
        everything.calibration = Calibration::CatchAll;
        assert_eq!(panel(&everything), None);
        assert_eq!(panel(&answer("<p>How to harden phpMyAdmin</p>")), None);
    }
}
