export default {
  asOf: 'As of {day}',
  showTable: 'Show the numbers as a table',
  showChart: 'Show the chart',
  more: 'More for: {chart}',
  copy: 'Copy as a picture',
  csv: 'Download as CSV',
  picture: {
    copied: 'The picture is on the clipboard.',
    downloaded: 'The picture was downloaded.',
  },
}
