# SPDX-License-Identifier: BSD-3-Clause
"""The polycrystal of solve_polycrystal.cc solved by dolfinx 0.5 (PETSc: conjugate gradients, GAMG with rigid motions).

    /usr/bin/python3 solve_polycrystal_dolfinx.py DEGREE CELLS GRAINS.txt

One line of JSON: unknowns, processor seconds of assembly, set-up and solution (mesh and compiled forms not counted), iterations,
largest resident memory (MB), strain energy (J).
"""
import json
import resource
import sys
import time

import numpy as np
from mpi4py import MPI
from petsc4py import PETSc
import ufl
from dolfinx import fem, mesh
from dolfinx.fem.petsc import assemble_matrix, assemble_vector, set_bc

EDGE = 1e-4  # m
FORCE = (0.0, 2e9, -1e9)  # N/m3
C11, C12, C44 = 169.8e9, 63.9e9, 69.8e9
VOIGT = ((0, 0), (1, 1), (2, 2), (1, 2), (0, 2), (0, 1))


def rotated_stiffness(rotation_vector):
    angle = np.linalg.norm(rotation_vector)
    x, y, z = rotation_vector / angle
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    R = np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
    C = np.zeros((3, 3, 3, 3))
    for i in range(3):
        for j in range(3):
            C[i, i, j, j] = C11 if i == j else C12
            if i != j:
                C[i, j, i, j] = C[i, j, j, i] = C44
    C = np.einsum("ia,jb,kc,ld,abcd->ijkl", R, R, R, R, C)
    return np.array([[C[i, j, k, l] for k, l in VOIGT] for i, j in VOIGT])


def stiffness_function(domain, grains):
    sites, rotations = grains[:, :3] * EDGE, grains[:, 3:]
    space = fem.TensorFunctionSpace(domain, ("DG", 0), shape=(6, 6))
    C = fem.Function(space)
    n = domain.topology.index_map(3).size_local
    centres = mesh.compute_midpoints(domain, 3, np.arange(n, dtype=np.int32))
    nearest = np.argmin(((centres[:, None, :] - sites[None, :, :]) ** 2).sum(axis=2), axis=1)
    tensors = np.array([rotated_stiffness(r) for r in rotations])
    C.x.array[:] = tensors[nearest].reshape(-1)
    return C


def rigid_motions(V):
    index_map, block = V.dofmap.index_map, V.dofmap.index_map_bs
    x = V.tabulate_dof_coordinates()[: index_map.size_local]
    x = x - x.mean(axis=0)
    basis = [np.zeros((len(x), 3)) for _ in range(6)]
    for k in range(3):
        basis[k][:, k] = 1.0
        axis = np.zeros(3)
        axis[k] = 1.0
        basis[3 + k][:] = np.cross(axis, x)
    columns = np.linalg.qr(np.array([b.reshape(-1) for b in basis]).T)[0]
    vectors = []
    for k in range(6):
        vector = PETSc.Vec().createMPI((index_map.size_local * block, None), bsize=block)
        vector.array[:] = columns[:, k]
        vectors.append(vector)
    return PETSc.NullSpace().create(vectors=vectors)


def solver_for(A, V):
    A.setNearNullSpace(rigid_motions(V))
    options = PETSc.Options()
    for key, value in {"ksp_type": "cg", "ksp_rtol": 1e-8, "ksp_norm_type": "unpreconditioned", "pc_type": "gamg",
                       "mg_levels_ksp_type": "chebyshev", "mg_levels_pc_type": "jacobi"}.items():
        options[key] = value
    solver = PETSc.KSP().create(MPI.COMM_WORLD)
    solver.setFromOptions()
    solver.setOperators(A)
    return solver


def main():
    degree, n = int(sys.argv[1]), int(sys.argv[2])
    domain = mesh.create_box(MPI.COMM_WORLD, [np.zeros(3), np.full(3, EDGE)], [n] * 3, mesh.CellType.hexahedron)
    V = fem.VectorFunctionSpace(domain, ("CG", degree))
    C = stiffness_function(domain, np.loadtxt(sys.argv[3]))
    u, v = ufl.TrialFunction(V), ufl.TestFunction(V)

    def voigt(w):
        e = ufl.sym(ufl.grad(w))
        return ufl.as_vector([e[0, 0], e[1, 1], e[2, 2], 2 * e[1, 2], 2 * e[0, 2], 2 * e[0, 1]])

    dx = ufl.dx(metadata={"quadrature_degree": 2 * degree})  # degree + 1 points a side, as ours
    a = fem.form(ufl.inner(C * voigt(u), voigt(v)) * dx)
    L = fem.form(ufl.inner(fem.Constant(domain, np.array(FORCE)), v) * dx)
    face = mesh.locate_entities_boundary(domain, 2, lambda x: np.isclose(x[0], 0.0))
    bc = fem.dirichletbc(np.zeros(3), fem.locate_dofs_topological(V, 2, face), V)
    start = time.process_time()
    A = assemble_matrix(a, [bc])
    A.assemble()
    b = assemble_vector(L)
    set_bc(b, [bc])
    assembled = time.process_time()
    solver = solver_for(A, V)
    solver.setUp()
    set_up = time.process_time()
    x = b.duplicate()
    solver.solve(b, x)
    solved = time.process_time()
    if solver.getConvergedReason() <= 0:
        sys.exit("not converged")
    print(json.dumps({
        "code": "dolfinx", "degree": degree, "unknowns": x.getSize(), "assembly_s": assembled - start,
        "set_up_s": set_up - assembled, "solve_s": solved - set_up, "iterations": solver.getIterationNumber(),
        "memory_MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "energy_J": 0.5 * b.dot(x)}))


main()
