"""The rules, the dashboard and the list of metrics fit what the code has."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from terminal.watching.exposition import Exposition
from terminal.watching.tally import Tally
from tests.parts.promtool import promtool
from tests.unit.test_watching import standing

ROOT = Path(__file__).parents[2]
ALERTS = ROOT / "config" / "prometheus" / "alerts.yml"
DASHBOARD = ROOT / "config" / "grafana" / "badge-terminal.json"
METRICS = ROOT / "docs" / "metrics.md"


def text() -> bytes:
    """Return what a terminal exposes."""
    return Exposition(Tally(["pcsc"]), standing, {"version": "1"}, lambda: 1.0).text()


def families() -> dict[str, str]:
    """Return the type of each metric that is exposed, by the name under which it is queried."""
    found = re.findall(r"(?m)^# TYPE (\S+) (\S+)$", text().decode())
    return dict(found)


def queryable() -> set[str]:
    """Return every name that a query may use."""
    names = set()
    for name, kind in families().items():
        names |= (
            {f"{name}_{end}" for end in ("bucket", "sum", "count")}
            if (kind == "histogram")
            else {name}
        )
    return names


def dashboard_queries() -> Iterator[str]:
    """Return the queries of the dashboard."""
    content = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    for panel in content["panels"]:
        for target in panel["targets"]:
            yield target["expr"]
    for variable in content["templating"]["list"]:
        if variable["type"] == "query":
            yield re.findall(r"label_values\((\w+),", variable["query"]["query"])[0]


def test_the_metrics_pass_promtools_linter() -> None:
    """Names, units and help are as Prometheus has them."""
    assert promtool("check", "metrics", stdin=text()) == (0, "")


def test_the_rules_are_valid() -> None:
    """Prometheus would load them."""
    code, said = promtool("check", "rules", str(ALERTS))
    assert code == 0, said


def test_the_rules_wake_somebody_when_they_should(tmp_path: Path) -> None:
    """Each is quiet while all is well and speaks in its time when it is not."""
    cases = Path(__file__).with_name("alerts_test.yml")
    shutil.copy(ALERTS, tmp_path)
    shutil.copy(cases, tmp_path)
    code, said = promtool("test", "rules", str(tmp_path / cases.name))
    assert code == 0, said


def test_every_rule_has_a_case() -> None:
    """No alert goes untested."""
    cases = Path(__file__).with_name("alerts_test.yml").read_text(encoding="utf-8")
    untested = [
        name
        for name in re.findall(r"- alert: (\w+)", ALERTS.read_text(encoding="utf-8"))
        if not re.search(rf"alertname: {name}\n\s+exp_alerts", cases)
    ]
    assert untested == []


def test_rules_and_dashboard_ask_for_metrics_that_exist() -> None:
    """A metric that is renamed takes its queries along."""
    queries = "\n".join([ALERTS.read_text(encoding="utf-8"), *dashboard_queries()])
    assert set(re.findall(r"badge_terminal_\w+", queries)) <= queryable()


def test_the_queries_of_the_dashboard_are_valid(tmp_path: Path) -> None:
    """Prometheus understands each of them."""
    rules = [
        {"record": f"dashboard:{number}", "expr": query.replace("$instance", ".*")}
        for number, query in enumerate(dashboard_queries())
    ]
    file = tmp_path / "rules.yml"  # JSON is YAML
    file.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))
    code, said = promtool("check", "rules", str(file))
    assert code == 0, said
    assert len(rules) > 10


def test_every_metric_is_described_as_it_is() -> None:
    """The list has each metric with its type, and none that is not there."""
    rows = re.findall(r"(?m)^\| `(\w+)` \| (\w+) \|", METRICS.read_text(encoding="utf-8"))
    assert dict(rows) == families()
