"""How a page looks to those who measure it: whether it fits its boxes, and what axe says of it."""

from __future__ import annotations

import json

from playwright.sync_api import Page

from evershare.deployment import ROOT

AXE = ROOT / "dapp/node_modules/axe-core/axe.min.js"
REPORT = ROOT / "build/axe"
LANGUAGES = ("en", "zh-Hant", "zh-Hans")
SIZES = {"desktop": (1440, 1000), "phone": (390, 844)}

# Elements whose content is wider than they are, and that neither scroll nor hide it; and a page wider than the window.
_OVERFLOWING = """() => {
  const wide = [...document.querySelectorAll("body *")].filter((element) => {
    const style = getComputedStyle(element);
    if (element.closest("svg, canvas, .sr-only, option") || style.display === "inline") return false;
    return element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && style.overflowX === "visible";
  });
  const names = wide.map((element) => `${element.tagName} ${element.className} ${element.innerText?.slice(0, 40)}`);
  const beyond = document.documentElement.scrollWidth - innerWidth;
  return beyond > 0 ? [`the page by ${beyond} px`, ...names] : names;
}"""


def resize(page: Page, size: str) -> None:
    """Show a page on a screen of a size."""
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})


def overflowing(page: Page) -> list[str]:
    """What does not fit its box."""
    return list(page.evaluate(_OVERFLOWING))


def serious(page: Page, report: str, part: str = "document") -> list[tuple[str, str]]:
    """What axe finds serious, and where. All that it finds goes to build/axe/<report>.json."""
    page.add_script_tag(path=AXE)
    found = page.evaluate(f"axe.run({part})")["violations"]
    REPORT.mkdir(parents=True, exist_ok=True)
    (REPORT / f"{report}.json").write_text(json.dumps(found, indent=1))
    return [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")]
