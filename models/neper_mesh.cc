// SPDX-License-Identifier: BSD-3-Clause
#include "models/neper_mesh.h"

#include <algorithm>
#include <map>

#include "models/neper_orientations.h"

namespace lauelith::models {

using Eigen::Vector3d;

namespace {

/// Element types of Gmsh that carry volume, and how they fall into simplices.
struct ElementKind {
  int dimension;
  std::size_t n_nodes;
  std::vector<std::array<int, 4>> simplices;
};

const std::map<int, ElementKind>& element_kinds() {
  static const std::map<int, ElementKind> kinds{
      {2, {2, 3, {{0, 1, 2, -1}}}},
      {3, {2, 4, {{0, 1, 2, -1}, {0, 2, 3, -1}}}},
      {4, {3, 4, {{0, 1, 2, 3}}}},
      {5, {3, 8, {{0, 1, 3, 4}, {1, 2, 3, 6}, {1, 3, 4, 6}, {1, 4, 5, 6}, {3, 4, 6, 7}}}},
      {9, {2, 6, {{0, 1, 2, -1}}}},  // second order: corners first
      {11, {3, 10, {{0, 1, 2, 3}}}},
  };
  return kinds;
}

struct Element {
  int type;
  int tag;
  int line;
  std::vector<int> nodes;
};

class Reader {
 public:
  explicit Reader(const TextFile& text) : text_(text) {}

  std::map<int, Vector3d> nodes() {
    const int first = section("$Nodes");
    std::map<int, Vector3d> result;
    const int n = count_at(first);
    for (int line = first + 1; line <= first + n; ++line) {
      const auto words = line_of(line, 4, "a node: number x y z");
      result[integer_at(text_, words[0], "number of the node")] = {
          number_at(text_, words[1], "x"), number_at(text_, words[2], "y"), number_at(text_, words[3], "z")};
    }
    return result;
  }

  std::vector<Element> elements() {
    const int first = section("$Elements");
    std::vector<Element> result;
    const int n = count_at(first);
    for (int line = first + 1; line <= first + n; ++line) {
      const auto words = line_of(line, 4, "an element: number type tags nodes");
      Element element{integer_at(text_, words[1], "type"), 0, line, {}};
      const int n_tags = integer_at(text_, words[2], "number of tags");
      if (n_tags < 1 || static_cast<std::size_t>(n_tags) + 3 > words.size()) {
        throw text_error(text_, line, words[2].column, "one or more tags", words[2].text);
      }
      element.tag = integer_at(text_, words[3], "tag");
      if (element.tag == 0 && n_tags > 1) element.tag = integer_at(text_, words[4], "tag");
      for (std::size_t k = static_cast<std::size_t>(n_tags) + 3; k < words.size(); ++k) {
        element.nodes.push_back(integer_at(text_, words[k], "node"));
      }
      result.push_back(element);
    }
    return result;
  }

  void require_format() {
    const auto words = line_of(section("$MeshFormat"), 2, "version and type");
    if (words[0].text.starts_with("2") && words[1].text == "0") return;
    throw text_error(text_, words[0].line, words[0].column, "format 2.2, ASCII (2.2 0 8)",
                     words[0].text + " " + words[1].text, "write the mesh with -format msh:ascii");
  }

 private:
  /// The line behind a section mark.
  int section(const std::string& mark) {
    for (std::size_t i = 0; i < text_.lines.size(); ++i) {
      if (trimmed(text_.lines[i]) == mark) return static_cast<int>(i) + 2;
    }
    throw text_error(text_, 1, 1, "a section " + mark, "none");
  }

  int count_at(int line) {
    const int n = integer_at(text_, line_of(line, 1, "a count")[0], "a count");
    if (n >= 1 && static_cast<std::size_t>(line) + static_cast<std::size_t>(n) <= text_.lines.size())
      return n;
    throw text_error(text_, line, 1, "a count of lines that follow", std::to_string(n));
  }

  std::vector<Word> line_of(int line, std::size_t least, const std::string& what) {
    if (line <= static_cast<int>(text_.lines.size())) {
      const auto words = words_of_line(text_, line);
      if (words.size() >= least) return words;
    }
    throw text_error(text_, line, 1, what, "fewer values");
  }

  const TextFile& text_;
};

/// Numbers of the file become rows of a list.
template <typename Value>
std::map<int, int> rows_of(const std::map<int, Value>& items) {
  std::map<int, int> rows;
  for (const auto& [number, value] : items) rows.emplace(number, static_cast<int>(rows.size()));
  return rows;
}

void add_simplices(const TextFile& text, const Element& element, const ElementKind& kind,
                   const std::map<int, int>& node_rows, int grain, GrainMesh& mesh) {
  for (const auto& simplex : kind.simplices) {
    std::array<int, 4> nodes{-1, -1, -1, -1};
    for (std::size_t k = 0; k < 4; ++k) {
      if (simplex[k] < 0) continue;
      const int number = element.nodes[static_cast<std::size_t>(simplex[k])];
      const auto row = node_rows.find(number);
      if (row == node_rows.end()) {
        throw text_error(text, element.line, 1, "nodes that are listed", "node " + std::to_string(number));
      }
      nodes[k] = row->second;
    }
    mesh.simplices.push_back(nodes);
    mesh.grain.push_back(grain);
  }
}

}  // namespace

NeperMesh neper_mesh_of(const TextFile& text, bool default_is_active) {
  Reader reader(text);
  reader.require_format();
  const std::map<int, Vector3d> nodes = reader.nodes();
  const std::vector<Element> elements = reader.elements();
  NeperMesh result;
  result.dimension = 0;
  for (const Element& element : elements) {
    const auto kind = element_kinds().find(element.type);
    if (kind != element_kinds().end()) result.dimension = std::max(result.dimension, kind->second.dimension);
  }
  if (result.dimension == 0)
    throw text_error(text, 1, 1, "triangles, quadrangles, tetrahedra or hexahedra", "none");
  std::map<int, int> tags;
  for (const Element& element : elements) {
    const auto kind = element_kinds().find(element.type);
    if (kind != element_kinds().end() && kind->second.dimension == result.dimension) tags[element.tag] = 0;
  }
  const std::map<int, int> grain_rows = rows_of(tags);
  const std::map<int, int> node_rows = rows_of(nodes);
  for (const auto& [number, node] : nodes) result.mesh.nodes.push_back(node);
  for (const Element& element : elements) {
    const auto kind = element_kinds().find(element.type);
    if (kind == element_kinds().end() || kind->second.dimension != result.dimension) continue;
    if (element.nodes.size() != kind->second.n_nodes) {
      throw text_error(text, element.line, 1, std::to_string(kind->second.n_nodes) + " nodes",
                       std::to_string(element.nodes.size()));
    }
    add_simplices(text, element, kind->second, node_rows, grain_rows.at(element.tag), result.mesh);
  }
  const auto orientations = neper_orientations(text, default_is_active);
  for (const auto& [tag, row] : grain_rows) {
    const auto found = orientations.find(tag);
    if (found == orientations.end()) {
      throw text_error(text, 1, 1,
                       "an orientation of grain " + std::to_string(tag) + " in $ElsetOrientations", "none");
    }
    result.tags.push_back(tag);
    result.R_sample_from_crystal.push_back(found->second);
  }
  return result;
}

}  // namespace lauelith::models
