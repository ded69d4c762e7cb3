# SPDX-License-Identifier: BSD-3-Clause
# Lines before this one, written by lauelith, set FOLDER, FIELD, SIZE, PICTURE, PROFILE, LOW and HIGH (corners of the
# body, m). Run by ParaView Catalyst at every step; a copy lies beside its output, to be changed and given back as
# [insitu] script.
from paraview import catalyst
from paraview.simple import *

options = catalyst.Options()
options.GlobalTrigger = 'TimeStep'
options.ExtractsOutputDirectory = FOLDER

cells = TrivialProducer(registrationName='input')
is_flat = LOW[2] == HIGH[2]

if PICTURE:
    view = CreateView('RenderView')
    view.ViewSize = SIZE
    view.Background = [1.0, 1.0, 1.0]
    view.UseColorPaletteForBackground = 0
    view.OrientationAxesVisibility = 0
    shown = Show(cells, view)
    shown.Representation = 'Surface'
    ColorBy(shown, ('CELLS', FIELD))
    colours = GetColorTransferFunction(FIELD)
    colours.ApplyPreset('Viridis (matplotlib)', True)
    middle = [0.5 * (a + b) for a, b in zip(LOW, HIGH)]
    size = [b - a for a, b in zip(LOW, HIGH)]
    view.CameraParallelProjection = 1
    view.CameraFocalPoint = middle
    if is_flat:
        view.CameraPosition = [middle[0], middle[1], size[1]]
        view.CameraViewUp = [0.0, 1.0, 0.0]
        view.CameraParallelScale = 0.5 * max(size[1], size[0] * SIZE[1] / SIZE[0])
    else:
        reach = sum(s * s for s in size) ** 0.5
        view.CameraPosition = [m + d * reach for m, d in zip(middle, (0.5, -0.6, 1.0))]
        view.CameraViewUp = [0.0, 1.0, 0.0]
        view.CameraParallelScale = 0.5 * reach
    png = CreateExtractor('PNG', view, registrationName='picture')
    png.Writer.FileName = 'picture_{timestep:04d}.png'
    png.Writer.ImageResolution = SIZE

if PROFILE:
    x = 0.5 * (LOW[0] + HIGH[0]) * (1.0 + 1e-9)
    line = PlotOverLine(Input=cells)
    line.Point1 = [x, LOW[1], HIGH[2]]
    line.Point2 = [x, HIGH[1], HIGH[2]]
    table = CreateExtractor('CSV', line, registrationName='profile')
    table.Writer.FileName = 'profile_{timestep:04d}.csv'


def catalyst_execute(info):
    if not PICTURE:
        return
    cells.UpdatePipeline(info.time)
    values = cells.CellData[FIELD]
    if values is None:
        raise KeyError(FIELD + ' is none of ' + ', '.join(array.Name for array in cells.CellData))
    low, high = values.GetRange()
    colours.RescaleTransferFunction(low, max(high, low + 1e-30))
