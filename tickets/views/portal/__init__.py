"""The portal: spacious pages that speak in promises. Each view loads, checks a form, does one action and answers."""
