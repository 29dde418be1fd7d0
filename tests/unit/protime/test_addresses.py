"""Where a tenant's Protime is found."""

import pytest

from terminal.protime.addresses import addresses


def test_addresses_of_a_tenant() -> None:
    """Both documented addresses follow from tenant and environment."""
    production = addresses("acme", "production")
    assert production.api_url == "https://acme.myprotime.eu/connector/protimeapi/api/v1"
    assert production.token_url == "https://authentication.myprotime.eu/tenants/acme/connect/token"
    sandbox = addresses("acme", "sandbox")
    assert sandbox.api_url == "https://acme.myprotimesandbox.eu/connector/protimeapi/api/v1"
    assert "authentication.myprotimesandbox.eu" in sandbox.token_url


@pytest.mark.parametrize(
    "url",
    [
        "https://gateway.acme.example/protime/v1",
        "http://localhost:8080",
        "http://127.0.0.1:8080/api/v1/",
        "http://127.8.8.8",
        "http://[::1]:8080/api",
    ],
)
def test_an_address_can_be_replaced(url: str) -> None:
    """An https address, or a plain one of this machine, takes the documented one's place."""
    replaced = addresses("", "production", api_url=url, token_url=url)
    assert replaced.api_url == url.rstrip("/") == replaced.token_url


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.myprotime.eu",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://10.0.0.1",
        "ftp://localhost",
        "https://",
        "acme.myprotime.eu",
        "https://user:word@acme.example",
        "https://@acme.example",
        "https://acme.example/?x=1",
        "https://acme.example/#x",
        "https://acme.example:0",
        "https://acme.example:70000",
        "https://acme.example:http",
        "https://[acme",
    ],
)
def test_an_unsafe_address_is_refused(url: str) -> None:
    """Badges and secrets never go out in the clear, nor to an address that cannot be."""
    with pytest.raises(ValueError, match=r"^token_url: "):
        addresses("acme", "production", token_url=url)
    with pytest.raises(ValueError, match=r"^api_url: "):
        addresses("acme", "production", api_url=url)


@pytest.mark.parametrize("tenant", ["", "acme.myprotime.eu", "https://acme", "a/b", "-a", "a" * 64])
def test_a_tenant_is_one_label(tenant: str) -> None:
    """What is no single part of a host name cannot move a terminal to another host."""
    with pytest.raises(ValueError, match=r"^tenant: "):
        addresses(tenant, "production")


def test_an_environment_is_known() -> None:
    """There are two environments."""
    with pytest.raises(ValueError, match=r"^environment: "):
        addresses("acme", "test")
