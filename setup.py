"""Map the folders at the top of the repository to subpackages of `catallax`, so that none can be forgotten."""

from setuptools import find_packages, setup

FOLDERS = ("engine", "kernels", "components", "systems", "scenarios", "apps")

found = find_packages(include=[pattern for folder in FOLDERS for pattern in (folder, f"{folder}.*")])
setup(
    packages=["catallax", "catallax.testing", *(f"catallax.{name}" for name in found)],
    package_dir={"catallax": "catallax", **{f"catallax.{folder}": folder for folder in FOLDERS}},
)
