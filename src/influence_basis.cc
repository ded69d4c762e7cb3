// SPDX-License-Identifier: BSD-3-Clause
#include "src/influence_basis.h"

namespace lauelith {

std::vector<std::size_t> InfluenceBasis::openings() const {
  std::vector<std::size_t> numbers;
  for (std::size_t s = 0; s < sources.size(); ++s) {
    if (sources[s].is_opening()) numbers.push_back(s);
  }
  return numbers;
}

void split_gradient(const std::vector<double>& H, std::vector<double>& strain,
                    std::vector<double>& rotation) {
  const std::size_t n = H.size() / 9;
  strain.resize(6 * n);
  rotation.resize(3 * n);
  for (std::size_t v = 0; v < n; ++v) {
    const double* h = H.data() + 9 * v;
    const double values[9] = {h[0],
                              h[4],
                              h[8],
                              0.5 * (h[5] + h[7]),
                              0.5 * (h[2] + h[6]),
                              0.5 * (h[1] + h[3]),
                              0.5 * (h[7] - h[5]),
                              0.5 * (h[2] - h[6]),
                              0.5 * (h[3] - h[1])};
    for (std::size_t i = 0; i < 6; ++i) strain[6 * v + i] = values[i];
    for (std::size_t i = 0; i < 3; ++i) rotation[3 * v + i] = values[6 + i];
  }
}

std::vector<double> recombined(const InfluenceBasis& basis, const Eigen::VectorXd& amplitudes) {
  const std::size_t n = basis.frame.grid.n_voxels();
  std::vector<double> e(6 * n, 0.0), w(3 * n, 0.0);
  for (std::size_t s = 0; s < basis.sources.size(); ++s) {
    const double a = amplitudes[static_cast<Eigen::Index>(s)];
    if (a == 0.0) continue;
    for (std::size_t i = 0; i < e.size(); ++i) e[i] += a * basis.strain[s][i];
    for (std::size_t i = 0; i < w.size(); ++i) w[i] += a * basis.rotation[s][i];
  }
  std::vector<double> H(9 * n);
  for (std::size_t v = 0; v < n; ++v) {
    const double *s = e.data() + 6 * v, *r = w.data() + 3 * v;
    const double values[9] = {s[0],        s[5] - r[2], s[4] + r[1], s[5] + r[2], s[1],
                              s[3] - r[0], s[4] - r[1], s[3] + r[0], s[2]};
    for (std::size_t i = 0; i < 9; ++i) H[9 * v + i] = values[i];
  }
  return H;
}

}  // namespace lauelith
