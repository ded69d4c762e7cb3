// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/held_out.h"

#include <algorithm>
#include <cmath>

namespace lauelith::inverse {

namespace {

constexpr double least_width_um = 45.0;
constexpr int most_strips = 6;

double own_score(const HeldOutScores& scores, Hypothesis best) {
  if (best != Hypothesis::M1) return scores[index_of(best)];
  return std::max(scores[index_of(Hypothesis::M1)], scores[index_of(Hypothesis::M1c)]);
}

}  // namespace

HeldOutScores held_out_scores(const EvidenceModel& model, const CellData& data, const Evidence& evidence) {
  HeldOutScores scores{};
  const int K = static_cast<int>(model.scan_covariance().rows());
  if (K < 2) return scores;
  const Evidence earlier = model.evaluate(data, K - 1);
  for (std::size_t h = 0; h < n_hypotheses; ++h) scores[h] = evidence[h].log_z - earlier[h].log_z;
  return scores;
}

HeldOutLoss held_out_loss(const HeldOutScores& scores, Hypothesis best) {
  const auto highest = std::max_element(scores.begin(), scores.end());
  return {std::max(0.0, *highest - own_score(scores, best)),
          static_cast<Hypothesis>(highest - scores.begin())};
}

HeldOutStrips::HeldOutStrips(const ComparisonModel& model, int n_threads) {
  const ComparedPixels& data = model.pixels();
  const Eigen::Vector2d along(data.interface_normal.y(), -data.interface_normal.x());
  double low = 1e30, high = -1e30;
  for (const ComparedPixel& pixel : data.pixels) {
    low = std::min(low, along.dot(pixel.place_um));
    high = std::max(high, along.dot(pixel.place_um));
  }
  const int n = std::clamp(static_cast<int>((high - low) / least_width_um), 2, most_strips);
  for (int strip = 0; strip < n; ++strip) {
    const auto is_inside = [&](std::size_t p) {
      const double share = (along.dot(data.pixels[p].place_um) - low) / (high - low + 1e-9);
      return static_cast<int>(share * n) == strip;
    };
    strips_.push_back(region_of(model, is_inside, n_threads));
  }
}

double HeldOutStrips::standard_error(const Changes& changes, Hypothesis best, Hypothesis rival) const {
  std::vector<double> losses;
  double mean = 0.0;
  for (const MapRegion& strip : strips_) {
    const CellData data = strip.cells->data_of(changes);
    const HeldOutScores scores = held_out_scores(*strip.evidence, data, strip.evidence->evaluate(data));
    losses.push_back(scores[index_of(rival)] - own_score(scores, best));
    mean += losses.back() / static_cast<double>(strips_.size());
  }
  double sum = 0.0;
  for (const double loss : losses) sum += (loss - mean) * (loss - mean);
  const auto n = static_cast<double>(losses.size());
  return std::sqrt(n * sum / (n - 1.0));
}

void weigh_held_out(const HeldOutStrips& strips, const Changes& changes, VerdictInput& input,
                    Hypothesis best) {
  if (input.held_out_agrees) return;
  input.held_out_error = strips.standard_error(changes, best, input.held_out_rival);
  input.held_out_agrees = input.held_out_loss < 2.0 * input.held_out_error;
}

}  // namespace lauelith::inverse
