// SPDX-License-Identifier: BSD-3-Clause
// Real numbers are packed outside of the library: it must read them as if it had packed them itself.
#include "src/hdf5_writer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

#include "src/hdf5_reader.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

template <typename Real>
std::vector<Real> waves(const Hdf5Writer::Shape& shape) {
  std::vector<Real> values(std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>()));
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<Real>(std::sin(1e-3 * static_cast<double>(i)));
  return values;
}

template <typename Real>
void expect_round_trip(const Hdf5Writer::Shape& shape) {
  const TemporaryFolder folder;
  const std::string path = folder.path("reals.h5");
  const auto values = waves<Real>(shape);
  {
    Hdf5Writer writer(path);
    writer.dataset("/values", {"1", "waves"}, values, shape);
    writer.finish();
  }
  const auto read = Hdf5Reader(path).numbers("/values");
  EXPECT_EQ(read.shape, shape);
  EXPECT_TRUE(std::equal(values.begin(), values.end(), read.values.begin(), read.values.end()));
}

TEST(Hdf5Writer, RealNumbersOfEveryCut) {
  expect_round_trip<double>({3});
  expect_round_trip<double>({0, 4});
  expect_round_trip<double>({});
  expect_round_trip<double>({5000, 3});            // 4096 rows and the rest
  expect_round_trip<double>({25, 260, 260});       // several of the first dimension, the last chunk short
  expect_round_trip<double>({3, 1300, 1000});      // one, cut along the second dimension, the last short
  expect_round_trip<double>({2, 2, 300, 300, 8});  // one of each of the two leading dimensions
  expect_round_trip<float>({3, 2600, 1000});
}

TEST(Hdf5Writer, NumbersThatAreNoNumbersSurvive) {
  const TemporaryFolder folder;
  const std::string path = folder.path("nan.h5");
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> odd{std::nan(""), infinity, -0.0, 5e-324};
  {
    Hdf5Writer writer(path);
    writer.dataset("/values", {"1", "what is missing"}, odd, {odd.size()});
    writer.finish();
  }
  const auto read = Hdf5Reader(path).numbers("/values").values;
  EXPECT_TRUE(std::isnan(read[0]));
  EXPECT_EQ(read[1], infinity);
  EXPECT_TRUE(std::signbit(read[2]));
  EXPECT_EQ(read[3], 5e-324);
}

}  // namespace
}  // namespace lauelith
