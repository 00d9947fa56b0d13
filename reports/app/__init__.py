"""The live page (`samspil app`): levers move and the forecast answers. Needs the extra `app`."""
