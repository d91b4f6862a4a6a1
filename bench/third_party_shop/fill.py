"""Fills the shop's database from a seed, and writes what it holds as JSON lines on stdout."""

import json
import random
import sys
from decimal import Decimal

import django

django.setup()

from django.core.management import call_command  # noqa: E402 -- after setup
from oscar.apps.catalogue.models import Category, Product, ProductClass  # noqa: E402 -- after setup
from oscar.apps.partner.models import Partner, StockRecord  # noqa: E402

WORDS = [
    "kettle",
    "lamp",
    "radio",
    "blender",
    "drill",
    "toaster",
    "scale",
    "fan",
    "heater",
    "camera",
    "charger",
    "drone",
]
NUMBER = 60


def main(seed: int) -> None:
    """Sixty products in four categories: some out of stock, some without a price, three not public."""
    chance = random.Random(seed)  # noqa: S311 -- goods, not secrets
    partner = Partner.objects.create(name="Loopback Ltd")
    kind = ProductClass.objects.create(name="Goods", track_stock=True, requires_shipping=True)
    categories = [Category.add_root(name=name) for name in ("Kitchen", "Tools", "Audio", "Garden")]
    for number in range(NUMBER):
        product = Product.objects.create(
            title=f"{chance.choice(WORDS).title()} {chance.choice('ABCDE')}{number:03d}",
            upc=f"{5000000000000 + number}",
            product_class=kind,
            description=f"A {chance.choice(WORDS)} for every day, {chance.randrange(2, 90) / 10} kg.",
            is_public=number % 20 != 19,
        )
        product.categories.add(chance.choice(categories))
        price = None if number % 15 == 14 else Decimal(chance.randrange(199, 99999)) / 100
        stock = 0 if number % 10 == 9 else chance.randrange(1, 50)
        StockRecord.objects.create(
            product=product, partner=partner, partner_sku=f"LB-{number:04d}", price=price, num_in_stock=stock
        )
        row = {"path": product.get_absolute_url(), "title": product.title, "upc": product.upc}
        row |= {"price": None if price is None else str(price), "stock": stock, "public": product.is_public}
        sys.stdout.write(json.dumps(row) + "\n")
    call_command("rebuild_index", interactive=False, verbosity=0)


main(int(sys.argv[1]))
