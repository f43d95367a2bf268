"""Find the plug-ins of a package: each module that has a `build`."""

import importlib
import pkgutil
from collections.abc import Mapping
from types import ModuleType


def modules(package: str, attribute: str = "build") -> Mapping[str, ModuleType]:
    """Import every module of a package and return those with the attribute, by module name, in name order."""
    root = importlib.import_module(package)
    found = {
        info.name: importlib.import_module(f"{package}.{info.name}") for info in pkgutil.iter_modules(root.__path__)
    }
    return {name: module for name, module in sorted(found.items()) if hasattr(module, attribute)}
