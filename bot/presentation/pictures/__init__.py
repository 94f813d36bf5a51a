"""Timelines as pictures: a chart is laid out as a scene, and a scene is painted as a PNG.

``drawing.png_of`` is all that others need. It takes tens of milliseconds and belongs in a thread; every drawing opens
its own fonts, since FreeType's faces must not be used by two threads at once.
"""
