"""The pins of the 40-pin header, by their Broadcom numbers, as gpiozero counts them."""

from typing import Annotated

from msgspec import Meta

Pin = Annotated[int, Meta(ge=0, le=27, description="a GPIO number from 0 to 27", examples=[23])]
