// The load profiles of the designs, run by k6: users come and go in STAGES, each asking the hub once a second.
import http from 'k6/http'
import { check, sleep } from 'k6'

const nothingNew = open(__ENV.PULL, 'b')
const cars = JSON.parse(open(__ENV.CARS))
const reading = { headers: { Authorization: __ENV.TOKEN }, tags: { name: 'records' } }
const syncing = { headers: { Authorization: __ENV.TOKEN, 'Content-Type': 'application/msgpack' }, tags: { name: 'pull' } }

export const options = {
  stages: JSON.parse(__ENV.STAGES),
  summaryTrendStats: ['med', 'p(95)', 'p(99)'],
  discardResponseBodies: true,
}

export default function () {
  const chance = Math.random()
  let answer
  if (chance < 0.3) answer = http.get(`${__ENV.URL}/v1/records/vehicle?status=available&limit=20`, reading)
  else if (chance < 0.5) answer = http.get(`${__ENV.URL}/v1/records/vehicle/${cars[Math.floor(chance * 1e6) % cars.length]}`, reading)
  else answer = http.post(`${__ENV.URL}/v1/sync/pull`, nothingNew, syncing)
  check(answer, { answered: a => a.status === 200 })
  sleep(1)
}
